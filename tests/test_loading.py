"""Finding and reading worksheets, and the traps of TOML."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symgrad.errors import SymgradError, WorksheetError
from symgrad.exercise import bundled, load, parse, titles
from symgrad.exercise.loading import _MAX_BYTES
from symgrad.exercise.mistakes import _TOML

ROOT = Path(__file__).parents[1]
TEXT = "title.es = 'Año'\ntitle.en = 'Year'\ngraph = '''\nd = a + b\nY = d*b\n'''\n"
INPUTS = "[inputs]\na = 1\nb = 2\n"


def refused(source):
    with pytest.raises(WorksheetError) as caught:
        load(source)
    return caught.value


# --- Finding ----------------------------------------------------------------------------------


def test_the_bundled_worksheets_are_those_of_the_folder():
    names = sorted(path.stem for path in (ROOT / "worksheets").glob("*.toml"))
    assert list(bundled()) == names
    assert [name for name, _ in titles("es")] == names


@pytest.mark.parametrize("name", bundled())
def test_every_bundled_worksheet_says_where_it_is_from_and_what_it_assumes(name):
    sheet = load(name).worksheet
    for text in (sheet.title, sheet.source, sheet.statement, *sheet.assumptions):
        assert set(text) == {"es", "en"}
    assert sheet.arithmetic == "exact" or sheet.assumptions


def test_titles_speak_the_language():
    assert dict(titles("es"))["graph"].startswith("Grafo de cómputo")
    assert dict(titles("en"))["graph"].startswith("Computational graph")


def test_a_file_comes_before_a_bundled_worksheet_of_that_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert load("graph").file == "graph.toml"
    Path("graph").write_text(TEXT + INPUTS, encoding="utf-8")
    assert load("graph").title("es") == "Año"
    Path("graph").unlink()
    Path("graph").mkdir()
    assert load("graph").title("en").startswith("Computational")


@pytest.mark.parametrize("name", ["sheet.toml", "guía de año 1.toml", "Ω (2).txt", "n"])
def test_any_name_of_a_file(tmp_path, name):
    path = tmp_path / "una carpeta ñ" / name
    path.parent.mkdir()
    path.write_text(TEXT + INPUTS, encoding="utf-8")
    for source in (path, str(path)):
        exercise = load(source)
        assert exercise.name == path.stem
        assert exercise.file == str(path)


def test_what_is_not_there():
    error = refused("grpah")
    assert (error.code, error.data["known"]) == ("worksheet_not_found", "graph")
    assert error.data["file"] == "grpah"
    assert set(bundled()) == set(refused("ñandú.toml").data["known"].split(", "))
    assert "\x1b" not in refused("\x1b[2J").message("es")


def test_a_folder_is_no_worksheet(tmp_path):
    assert refused(tmp_path).code == "worksheet_is_folder"


def test_names_that_the_system_refuses(tmp_path, monkeypatch):
    assert refused("\0").code == "worksheet_not_found"
    long = refused("a" * 5000)
    assert long.data["reason"].code == "file_name_too_long"
    assert len(long.message("en")) < 200

    def denied(path):
        raise PermissionError(13, "Permission denied", str(path))

    path = tmp_path / "w.toml"
    path.write_text(TEXT, encoding="utf-8")
    monkeypatch.setattr(Path, "read_bytes", denied)
    error = refused(path)
    assert error.message("es") == f"{path} no se puede leer: no hay permiso."
    monkeypatch.setattr(Path, "is_file", denied)
    assert refused(path).code == "worksheet_unreadable"


# --- Reading ----------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "BOM"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_any_editor_may_have_written_it(tmp_path, mark, end):
    path = tmp_path / "w.toml"
    path.write_bytes(mark + (TEXT + INPUTS).replace("\n", end).encode())
    exercise = load(path)
    assert exercise.title("es") == "Año"
    assert exercise.graph.to_text() == "d = a + b\nY = d*b"
    assert exercise.solve("en").trace.values["Y"] == 6


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "utf-16"])
def test_text_that_is_not_utf8(tmp_path, encoding):
    path = tmp_path / "w.toml"
    path.write_bytes(f"# comment\n{TEXT}".encode(encoding))
    error = refused(path)
    assert error.code == "worksheet_not_utf8"
    assert error.data["line"] == (1 if encoding == "utf-16" else 2)


def test_bytes_that_are_no_text(tmp_path):
    path = tmp_path / "w.toml"
    path.write_bytes(bytes(range(256)))
    assert refused(path).code == "worksheet_not_utf8"


def test_a_file_of_any_size_is_not_read(tmp_path):
    path = tmp_path / "w.toml"
    path.write_bytes(b"#" * (_MAX_BYTES + 1))
    assert refused(path).code == "worksheet_too_large"


# --- The traps of TOML ------------------------------------------------------------------------

BEFORE = "title = 't'\ngraph = '''\nY = a\n'''\n"
TRAPS = [
    # What was written, its code, the line
    (r'title = "La \sigma"', "toml_backslash", 1),
    ('title = """\nLa \\sigma\n"""', "toml_backslash", 2),
    (r'title = "\u12"', "toml_backslash", 1),
    (BEFORE + "inputs = {\n  a = 1,\n  b = 2\n}", "toml_inline_table", 5),
    (BEFORE + "inputs = { a = 1,\n  b = 2 }", "toml_inline_table", 5),
    (BEFORE + "title = 'u'", "toml_twice", 5),
    (BEFORE + "[inputs]\na = 1\na = 2", "toml_twice", 7),
    (BEFORE + "[inputs]\na = 1\n[inputs]\nb = 2", "toml_twice", 7),
    (BEFORE + "inputs = {a = 1, a = 2}", "toml_twice", 5),
    (BEFORE + "inputs = {a = 1}\n[inputs]\nb = 2", "toml_twice", 6),
    (BEFORE + "[[parts]]\n[parts]", "toml_twice", 6),
    (BEFORE + "[inputs]\na = 1,5", "toml_value", 6),
    (BEFORE + "[inputs]\na = 1/3", "toml_value", 6),
    (BEFORE + "[inputs]\na = .5", "toml_value", 6),
    (BEFORE + "[inputs]\na = sqrt(2)", "toml_value", 6),
    (BEFORE + "[inputs]\na = 1 b = 2", "toml_value", 6),
    ("title = Grafo", "toml_value", 1),
    ("title = “Grafo”", "toml_value", 1),
    ("title =", "toml_value", 1),
    ("title = 'Grafo\n", "toml_quotes", 1),
    ('title = "Grafo', "toml_quotes", 1),
    ("title = 't'\ngraph = '''\nY = a\n[inputs]\na = 1\n", "toml_quotes", 2),
    ("hello world", "toml_key", 1),
    ("title: 'Grafo'", "toml_key", 1),
    ("my title = 'Grafo'", "toml_key", 1),
    ("título = 'Grafo'", "toml_letters", 1),
    (BEFORE + "[inputs]\na = 1\nΩ_1 = 2", "toml_letters", 7),
    (BEFORE + "[inputs]\np_Ω = 1", "toml_letters", 6),
    (BEFORE + "inputs.ŷ = 1", "toml_letters", 5),
    (BEFORE + f"[inputs]\na = 1{'0' * 5000}\nb = 2", "toml_number", 6),
    (BEFORE + "[inputs]\na = 1e99999999999999999999\nb = 2", "toml_number", 6),
    (BEFORE + "[inputs\na = 1", "toml", 5),
    (BEFORE + "steps = [0.1, 0.01", "toml", 5),
    ("title = " + "[" * 5000, "toml", 1),
]


@pytest.mark.parametrize(("text", "code", "line"), TRAPS)
@pytest.mark.parametrize("ending", ["", "\n\n"])
def test_a_trap_is_named_with_its_line(text, code, line, ending):
    with pytest.raises(WorksheetError) as caught:
        parse(text + ending, name="w", file="w.toml")
    error = caught.value
    assert (error.code, error.data["line"]) == (code, line)
    shown = text.split("\n")[line - 1].strip()
    for lang, word in (("en", "line"), ("es", "línea")):
        sentence = error.message(lang)
        assert sentence.startswith(f"w.toml, {word} {line}: ")
        assert shown[:50] in sentence, "the line itself is shown"
        assert "Expected" not in sentence, "no words of the reader of TOML"


def test_what_is_recommended_against_the_traps_works():
    exercise = parse(
        "title = 'La \\sigma'\nstatement = '''\n\\beta\n'''\ngraph = 'Y = Ω_1*b'\n"
        "[inputs]\n'Ω_1' = '1/3'\nb = 0.5\n",
        name="w",
        file="w.toml",
    )
    assert exercise.title("en") == r"La \sigma"
    assert str(exercise.solve("en").trace.values["Y"]) == "1/6"


def test_every_trap_is_tried():
    assert {code for _, code, _ in TRAPS} == {
        "toml",
        "toml_number",
        "toml_letters",
        *(code for _, code in _TOML),
    }


@given(
    name=st.sampled_from(list(bundled())),
    place=st.integers(0, 2000),
    removed=st.integers(0, 20),
    added=st.text("={}[]'\"\\\n.,#aY01-*/() ñΩ\t;", max_size=4),
)
def test_whatever_is_damaged_is_read_or_explained(name, place, removed, added):
    text = bundled()[name].read_text(encoding="utf-8")
    damaged = text[:place] + added + text[place + removed :]
    said = "w.toml"
    try:
        assert parse(damaged, name="w", file="w.toml").graph.operations
    except SymgradError as error:
        said = error.place + error.message("en")
    assert "w.toml" in said


def test_the_cause_stays_for_who_programs():
    with pytest.raises(SymgradError) as caught:
        parse("title", name="w", file="w.toml")
    assert isinstance(caught.value.__cause__, tomllib.TOMLDecodeError)
