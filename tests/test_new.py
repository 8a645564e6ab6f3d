"""A new worksheet: it solves at once, and what it has commented out can be used."""

import re
import tomllib

import pytest
from test_cli import complaint

from symgrad.exercise import load, parse
from symgrad.exercise.beginning import SCHEMA_FILE, beginning
from symgrad.exercise.kinds import KINDS
from symgrad.exercise.lint import lint
from symgrad.exercise.schema import Rounding, Worksheet

LANGUAGES = ("en", "es")


def options(text):
    """Return the numbers of the lines that hold an optional key."""
    return [number for number, line in enumerate(text.split("\n")) if re.match("#[a-z]", line)]


def with_options(text, wanted):
    """Uncomment some optional keys, and the tables that they belong to, with their kind."""
    lines = text.split("\n")
    for number in wanted:
        above = [place for place in range(number) if re.match(r"#?\[", lines[place])]
        kind = [place + 1 for place in above[-1:] if lines[place + 1].startswith("#kind")]
        for place in [*above[-1:], *kind, number]:
            lines[place] = lines[place].removeprefix("#")
    return "\n".join(lines)


def keys(text):
    """Return all keys of a worksheet, those of its tables too."""
    content = tomllib.loads(text)
    parts = content.get("parts", [])
    return {*content, *content.get("rounding", {}), *(key for part in parts for key in part)}


CASES = [
    pytest.param(beginning("graph", lang), number, id=f"{lang}: {line}")
    for lang in LANGUAGES
    for number, line in enumerate(beginning("graph", lang).split("\n"))
    if re.match("#[a-z]", line)
]


@pytest.mark.parametrize("name", ["tema", "tema.toml", "guía ñ 1.5"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_new_worksheet_is_without_findings_and_solves(run, tmp_path, name, lang):
    status, output, errors = run("new", tmp_path / name, "--graph", "--lang", lang)
    (path,) = tmp_path.iterdir()
    assert (status, errors) == (0, "")
    assert path.name == f"{name.removesuffix('.toml')}.toml"
    assert f'symgrad solve "{path}"' in output or f"symgrad solve {path}" in output
    assert ("# Guía" if lang == "es" else "# A worksheet") in path.read_text(encoding="utf-8")
    assert run("lint", path) == (0, "", "")
    for language in LANGUAGES:
        assert run("solve", path, "--lang", language)[0] == 0


@pytest.mark.parametrize(("text", "number"), CASES)
def test_every_optional_key_is_valid_on_its_own(text, number):
    exercise = parse(with_options(text, [number]), name="w", file="w.toml")
    assert exercise.solve("es").passed
    assert lint(exercise) == ()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_key_of_the_schema_is_in_it(lang):
    text = beginning("graph", lang)
    known = {*Worksheet.model_fields, *Rounding.model_fields}
    known |= {key for model in KINDS.values() for key in model.model_fields}
    single = [number for number in options(text) if "significant" not in text.split("\n")[number]]
    assert keys(with_options(text, single)) | {"significant"} == known


def test_the_languages_have_the_same_keys():
    texts = [
        [line for line in beginning("graph", lang).split("\n") if not line.startswith("# ")]
        for lang in LANGUAGES
    ]
    assert texts[0] == texts[1]


def test_a_file_that_exists_is_left_as_it_is(run, tmp_path):
    path = tmp_path / "w.toml"
    path.write_text("mine", encoding="utf-8")
    assert "w.toml" in complaint(run, "new", tmp_path / "w")["es"]
    assert path.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("name", ["", ".", "no/such/folder", "a" * 500])
def test_a_name_that_cannot_be_a_file(run, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    complaint(run, "new", name)
    assert list(tmp_path.iterdir()) == []


def test_a_schema_beside_it_is_named_in_the_first_line(run, tmp_path):
    (tmp_path / SCHEMA_FILE).write_text("{}", encoding="utf-8")
    run("new", tmp_path / "w")
    text = (tmp_path / "w.toml").read_text(encoding="utf-8")
    assert text.startswith(f"#:schema {SCHEMA_FILE}\n# ")
    assert load(tmp_path / "w.toml").solve("es").passed
