"""Languages: which one is chosen, and catalogs that miss nothing and hold nothing unused."""

import ast
import io
import re
import string
from importlib.resources import files
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import symgrad
from symgrad.errors import SymgradError
from symgrad.language import LANGUAGES, Language

PACKAGE = Path(symgrad.__file__).parent
SETTINGS = ("SYMGRAD_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LC_CTYPE", "LANG")


@pytest.fixture
def settings(monkeypatch):
    """Set the variables that choose a language, and no other of them."""

    def use(**wanted):
        for name in SETTINGS:
            monkeypatch.delenv(name, raising=False)
        for name, value in wanted.items():
            monkeypatch.setenv(name, value)

    use()
    return use


# --- Which language ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "found"),
    [
        *[("es", "es"), ("es_AR.UTF-8", "es"), ("es-MX", "es"), ("ES", "es"), ("es@euro", "es")],
        *[("en_GB", "en"), ("C", "en"), ("POSIX", "en"), ("fr_FR.UTF-8", "en"), ("est", "en")],
    ],
)
def test_a_code_means_a_language(code, found):
    assert Language.of(code).code == found


def test_the_option_comes_before_the_variable_and_the_variable_before_the_system(settings):
    settings(SYMGRAD_LANG="es", LANG="en_US.UTF-8")
    assert Language.of("en").code == "en"
    assert Language.of().code == "es"
    settings(LANG="es_AR.UTF-8")
    assert Language.of().code == "es"
    settings()
    assert Language.of().code == "en"


def test_of_the_system_the_messages_count(settings):
    settings(LANG="en_US.UTF-8", LC_MESSAGES="es_CR.UTF-8")
    assert Language.of().code == "es"
    settings(LANG="en_US.UTF-8", LANGUAGE="es:en")
    assert Language.of().code == "es"


def test_what_python_sets_for_a_missing_locale_is_not_the_users_wish(settings):
    # Without es_AR installed, Python itself sets LC_CTYPE=C.UTF-8 (PEP 538).
    settings(LANG="es_AR.UTF-8", LC_CTYPE="C.UTF-8")
    assert Language.of().code == "es"


def test_windows_has_no_variables(settings, monkeypatch):
    class Kernel:
        def GetUserDefaultUILanguage(self):  # noqa: N802
            return 0x080A  # Spanish (Mexico)

    library = type("windll", (), {"kernel32": Kernel()})
    monkeypatch.setattr("ctypes.windll", library, raising=False)
    settings()
    assert Language.of().code == "es"
    assert Language.of().decimal_mark() == "point"
    settings(LANG="en_US")
    assert Language.of().code == "en"


@pytest.mark.parametrize(
    ("wanted", "code", "mark"),
    [
        ({"LANG": "es_AR.UTF-8"}, "es", "comma"),
        ({"LANG": "es_CR.UTF-8"}, "es", "comma"),
        ({"LANG": "es_MX.UTF-8"}, "es", "point"),
        ({"LANG": "es_PE.UTF-8"}, "es", "point"),
        ({"SYMGRAD_LANG": "es", "LANG": "es_MX.UTF-8"}, "es", "point"),
        ({"SYMGRAD_LANG": "es-MX"}, "es", "point"),
        ({"LANG": "en_US.UTF-8"}, "es", "comma"),
        ({"LANG": "es_AR.UTF-8"}, "en", "point"),
        ({"LANG": "es_XX"}, "es", "comma"),
        ({"LANG": "C.UTF-8"}, "en", "point"),
        ({}, "es", "comma"),
    ],
)
def test_the_decimal_mark_follows_the_country(settings, wanted, code, mark):
    settings(**wanted)
    assert Language(code).decimal_mark() == mark


# --- What is said -----------------------------------------------------------------------------


def test_plural_forms():
    said = Language("en")
    one, three = (said.text("policy.decimals", count=count) for count in (1, 3))
    assert "1 decimal," in one
    assert "3 decimals," in three


def test_a_reason_inside_an_error_speaks_the_language_of_the_error():
    error = SymgradError("output", file="x.svg", reason=SymgradError("file_denied"))
    assert error.message("es") == "x.svg no se puede escribir: no hay permiso."


def test_a_key_that_is_missing_is_a_mistake_of_ours():
    with pytest.raises(KeyError, match="no sentence for 'nothing'"):
        Language("en").text("nothing")


# --- The catalogs -----------------------------------------------------------------------------


def catalog(code):
    source = files("symgrad") / "catalogs" / f"{code}.po"
    entries = read_po(io.BytesIO(source.read_bytes()), locale=code)
    return {key_of(entry): entry for entry in entries if entry.id}


def key_of(entry):
    return entry.id[0] if isinstance(entry.id, tuple) else entry.id


def forms(entry):
    return entry.string if isinstance(entry.string, tuple) else (entry.string,)


def placeholders(entry):
    parsed = [string.Formatter().parse(form) for form in forms(entry)]
    return {field for parts in parsed for _, field, _, _ in parts if field is not None}


CATALOGS = {code: catalog(code) for code in LANGUAGES}
SOURCES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in PACKAGE.rglob("*.py")}
NODES = [node for tree in SOURCES.values() for node in ast.walk(tree)]
CALLS = [node for node in NODES if isinstance(node, ast.Call) and node.args]
BASES = {
    node.name: {getattr(base, "id", "") for base in node.bases}
    for node in NODES
    if isinstance(node, ast.ClassDef)
}
ERRORS = {"SymgradError"} | {name for name, bases in BASES.items() if "SymgradError" in bases}


def called(call):
    return getattr(call.func, "attr", None) or getattr(call.func, "id", "")


def literal(node):
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def prefix(node):
    """Return what an f-string key begins with."""
    return (literal(node.values[0]) or None) if isinstance(node, ast.JoinedStr) else None


def uses():
    """Yield (key or prefix, whether it is complete, call) wherever the code asks for a sentence."""
    for call in CALLS:
        name, first = called(call), call.args[0]
        space = ""
        if name in ERRORS or name in ("refuse", "Undefined"):
            space = "error."
        elif name not in ("Sentence", "text", "_card"):
            continue
        if literal(first) is not None:
            yield space + literal(first), True, call
        elif prefix(first):
            yield space + prefix(first), False, call


USES = list(uses())
WORDS = {literal(node) for node in NODES if literal(node)}
PAGES = "".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.jinja"))
IN_PAGES = set(re.findall(r'words\("([a-z_]+\.[a-z_]*)"', PAGES))


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_sentence_that_the_code_asks_for_is_missing(code):
    keys = CATALOGS[code]
    dotted = [(key, done) for key, done, _ in USES if "." in key]
    dotted += [(key, not key.endswith(".")) for key in IN_PAGES]
    missing = [
        key
        for key, done in dotted
        if not (key in keys if done else any(known.startswith(key) for known in keys))
    ]
    assert missing == []
    assert len(dotted) > 80


def test_no_sentence_is_unused():
    """A key may be put together; then its rest stands in the code as text."""
    prefixes = {key for key, done, _ in USES if not done}
    prefixes |= {key for key in IN_PAGES if key.endswith(".")}
    known = {key for key, done, _ in USES if done} | WORDS | IN_PAGES
    known |= {start + word for start in prefixes for word in WORDS}
    assert [key for key in CATALOGS["en"] if key not in known] == []


def test_the_languages_have_the_same_keys_in_the_same_order():
    assert list(CATALOGS["es"]) == list(CATALOGS["en"])


def test_the_languages_have_the_same_placeholders():
    for key, english in CATALOGS["en"].items():
        spanish = CATALOGS["es"][key]
        assert placeholders(english) == placeholders(spanish), key
        assert isinstance(english.id, tuple) == isinstance(spanish.id, tuple), key


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_sentence_has_words_in_all_its_forms(code):
    for key, entry in CATALOGS[code].items():
        assert len(forms(entry)) == (2 if isinstance(entry.id, tuple) else 1), key
        assert all(form.strip() == form != "" for form in forms(entry)), key
        assert not entry.fuzzy, key


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_sentence_has_a_doubled_mark_or_a_word_twice(code):
    for key, entry in CATALOGS[code].items():
        for form in forms(entry):
            assert not re.search(r"(?<![.…])[.!?,;:]{2}| {2}| [.,;:?!](?!\w)", form), key
            assert not re.search(r"\b(\w{2,}) \1\b", form), key


def given(call):
    """Return the names of the data of a call; None where they are not written there."""
    if any(keyword.arg is None for keyword in call.keywords):
        return None
    names = {keyword.arg for keyword in call.keywords}
    if called(call) != "Sentence":
        return names
    if len(call.args) < 2:
        return names
    data = call.args[1]
    if not isinstance(data, ast.Dict) or None in data.keys:
        return None
    return {literal(key) for key in data.keys}


def test_the_code_gives_every_placeholder():
    checked = 0
    for key, done, call in USES:
        data = given(call)
        if not done or data is None or key not in CATALOGS["en"]:
            continue
        # The parser adds the place to what it refuses, the evaluator the line.
        if called(call) in ("refuse", "Undefined"):
            data |= {"line", "column", "excerpt", "node", "rule", "switch", "values"}
        checked += 1
        assert placeholders(CATALOGS["en"][key]) <= data, key
    assert checked > 60
