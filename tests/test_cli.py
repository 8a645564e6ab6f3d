"""The command line: what it writes, its exit status, and one clear message per mistake."""

import io
import json
import os
import re
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
import rich.console  # noqa: F401  its import draws random numbers, which a test must not
from typer.testing import CliRunner

import symgrad
from symgrad import cli
from symgrad.exercise import bundled, load
from symgrad.exercise.solving import Solution

HEAD = "title = 'T'\ngraph = '''\nd = a + b\nY = d*b\n'''\n"
INPUTS = "[inputs]\na = 1\nb = 2\n"


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setenv("SYMGRAD_LANG", "en")


# --- What is done -----------------------------------------------------------------------------


def test_typer_runs_the_app_too():
    result = CliRunner().invoke(cli.app, ["solve", "graph", "--lang", "en"])
    assert result.exit_code == 0
    assert "∂Y/∂b = " in result.output


@pytest.mark.parametrize("name", bundled())
@pytest.mark.parametrize("lang", ["es", "en"])
def test_every_worksheet_is_solved(run, name, lang):
    status, output, errors = run("solve", name, "--lang", lang)
    assert (status, errors) == (0, "")
    assert output.startswith(load(name).title(lang))


def test_the_language_is_the_option_then_the_variable(run, monkeypatch):
    assert "Forward pass" in run("solve", "graph")[1]
    assert "Paso hacia adelante" in run("solve", "graph", "--lang", "es")[1]
    monkeypatch.setenv("SYMGRAD_LANG", "es_AR.UTF-8")
    assert "Paso hacia adelante" in run("solve", "graph")[1]
    assert "Forward pass" in run("solve", "graph", "--lang=en")[1]


def test_decimal_mark_and_arithmetic(run):
    assert "0,1" in run("solve", "graph", "--decimal", "comma")[1]
    assert "0.1" in run("solve", "graph", "--decimal", "point", "--lang", "es")[1]
    third = ("gradient", "a/b", "a=1", "b=3")
    assert "1/3" in run(*third)[1]
    assert "0.333" in run(*third, "--arithmetic", "hand")[1]
    assert "0.3333333333333333" in run(*third, "--arithmetic", "float")[1]


@pytest.mark.parametrize(
    "arguments",
    [
        ("(a+b)*(b-c)", "a=1", "b=2", "c=3"),
        ("d=a+b; e=b-c; Y=d*e", "a=1", "b=2", "c=3"),
        ("-a*-b", "a=-1", "b = 2"),
        ("-o*2", "o=1"),
        ("ŷ - y", "ŷ=1/3", "y=sqrt(2)"),
        ("e^x", "x=0"),
        ("2*3",),
    ],
)
def test_gradient(run, arguments):
    if arguments[0].startswith("-o"):  # an option of ours; everything else may begin with a minus
        arguments = ("--", *arguments)
    status, output, errors = run("gradient", *arguments)
    assert (status, errors) == (0, "")
    assert "Gradient by backpropagation" in output


def test_worksheets_are_listed(run):
    status, output, _ = run("worksheets")
    assert status == 0
    assert [line.split()[0] for line in output.splitlines()] == list(bundled())
    assert "Grafo de cómputo" in run("worksheets", "--lang", "es")[1]


def test_help_and_version(run):
    status, output, _ = run("--help")
    assert status == 0
    assert all(command in output for command in ("solve", "gradient", "worksheets"))
    assert run("--version")[1] == f"symgrad {symgrad.__version__}\n"
    for command in ("solve", "gradient", "worksheets", "new", "lint", "schema"):
        assert run(command, "--help")[0] == 0


def test_without_arguments_there_is_help(run):
    status, output, _ = run()
    assert status == 2
    assert "Usage:" in output


# --- Forms ------------------------------------------------------------------------------------


def test_json(run):
    content = json.loads(run("solve", "graph", "--to", "json", "--lang", "es")[1])
    assert content["title"].startswith("Grafo de cómputo")


def test_svg(run):
    root = ElementTree.fromstring(run("solve", "graph", "--to", "svg")[1])
    assert root.tag.endswith("svg")


@pytest.mark.parametrize("form", ["terminal", "json", "svg"])
def test_a_file_gets_what_the_screen_gets(run, tmp_path, form):
    path = tmp_path / "año 1" / "salida.txt"
    path.parent.mkdir()
    shown = run("solve", "graph", "--to", form, "--lang", "es")[1]
    assert run("solve", "graph", "--to", form, "--lang", "es", "-o", path) == (0, "", "")
    assert path.read_bytes() == shown.encode(), "UTF-8, and line breaks as they are"


def test_a_failed_check_is_status_1(run, monkeypatch, tmp_path):
    monkeypatch.setattr(Solution, "passed", property(lambda self: False))
    assert run("solve", "graph")[0] == 1
    assert run("solve", "graph", "--to", "json")[0] == 1
    assert run("gradient", "a", "a=1", "-o", tmp_path / "page.txt")[0] == 1


# --- Mistakes ---------------------------------------------------------------------------------

SHEETS = {
    "a key that is mistyped": f"{HEAD}titel = 'U'\n{INPUTS}",
    "a key that is missing": f"title = 'T'\n{INPUTS}",
    "a key twice": f"{HEAD}title = 'U'\n",
    "a key after a table": f"title = 'T'\n{INPUTS}graph = 'Y = a'\n",
    "a wrong type": f"title = 'T'\ngraph = 3\n{INPUTS}",
    "an empty file": "",
    "an empty graph": f"title = 'T'\ngraph = '''\n\n'''\n{INPUTS}",
    "no TOML": "hello",
    "a backslash": 'title = "La \\sigma"\n',
    "a line break in braces": f"{HEAD}inputs = {{\n a = 1\n}}\n",
    "a decimal comma": f"{HEAD}[inputs]\na = 1,5\nb = 2\n",
    "a decimal comma in text": f"{HEAD}[inputs]\na = '1,5'\nb = 2\n",
    "a value that is missing": f"{HEAD}[inputs]\na = 1\n",
    "a value that is computed": f"{HEAD}{INPUTS}Y = 3\n",
    "a value that is no number": f"{HEAD}[inputs]\na = true\nb = 2\n",
    "a value that is not finite": f"{HEAD}[inputs]\na = nan\nb = 2\n",
    "a giant value": f"{HEAD}[inputs]\na = 1e999999\nb = 2\n",
    "a giant integer": f"{HEAD}[inputs]\na = 1{'0' * 5000}\nb = 2\n",
    "a name that is none": f"{HEAD}{INPUTS}'x y' = 3\n",
    "an unknown kind": f"{HEAD}{INPUTS}[[parts]]\nkind = 'forwards'\n",
    "a part without a kind": f"{HEAD}{INPUTS}[[parts]]\nmarks = 3\n",
    "a step of 0": f"{HEAD}{INPUTS}[[parts]]\nkind = 'finite_differences'\nsteps = [0.1, 0]\n",
    "an unknown output": f"{HEAD}output = 'Z'\n{INPUTS}",
    "two outputs": f"title = 'T'\ngraph = '''\nd = a\ne = b\n'''\n{INPUTS}",
    "an unknown convention": f"{HEAD}{INPUTS}[conventions]\nrelu = 0\n",
    "an unknown arithmetic": f"{HEAD}arithmetic = 'fraction'\n{INPUTS}",
    "a cycle": f"title = 'T'\ngraph = '''\nd = e + a\ne = d*b\n'''\n{INPUTS}",
    "a name defined twice": f"title = 'T'\ngraph = '''\nd = a\nd = b\n'''\n{INPUTS}",
    "an unknown function": f"title = 'T'\ngraph = 'Y = foo(a)*b'\n{INPUTS}",
    "an implicit product": f"title = 'T'\ngraph = 'Y = 2a*b'\n{INPUTS}",
    "a logarithm of a negative number": f"title = 'T'\ngraph = 'Y = log(a - b)'\n{INPUTS}",
    "a division by zero": f"title = 'T'\ngraph = 'Y = b/(a - 1)'\n{INPUTS}",
    "a kink": f"title = 'T'\ngraph = 'Y = abs(a - 1)*b'\n{INPUTS}",
}
ARGUMENTS = [
    ("solve",),
    ("solve", "grpah"),
    ("solve", "."),
    ("solve", "a" * 5000),
    ("solve", "graph", "neuron-elu"),
    ("solve", "graph", "--to", "pdf"),
    ("solve", "graph", "--decimal", "coma"),
    ("solve", "graph", "--arithmetic", "exacta"),
    ("solve", "graph", "--fast"),
    ("solve", "graph", "--to"),
    ("solve", "graph", "-o", "."),
    ("solve", "graph", "-o", "page.pdf"),
    ("solve", "graph", "-o", "page"),
    ("solve", "graph", "--to", "md"),
    ("solve", "graph", "-o", f"{'a' * 5000}.txt"),
    ("solve", "graph", "--watch"),
    ("solve", "neuron-elu", "--watch", "-o", "page.html"),
    ("solve", "grpah", "--watch", "-o", "page.html"),
    ("new",),
    ("lint",),
    ("lint", "grpah"),
    ("schema", "-o", "no/such/folder.json"),
    ("solve", "graph", "--to", "terminal", "-o", "."),
    ("solve", "graph", "--to", "svg", "-o", "no/such/folder.svg"),
    ("solve", "graph", "-o", "graph/page.txt"),
    ("show", "graph"),
    ("worksheets", "graph"),
    ("gradient",),
    ("gradient", "a*b", "a", "b=2"),
    ("gradient", "a*b", "a=", "b=2"),
    ("gradient", "a*b", "a", "=", "1"),
    ("gradient", "a*b", "a=1"),
    ("gradient", "a*b", "a=1", "a=2", "b=3"),
    ("gradient", "a*b", "a=1,5", "b=2"),
    ("gradient", "a*b", "a=x", "b=2"),
    ("gradient", "2a", "a=1"),
    ("gradient", "sen(a)", "a=1"),
    ("gradient", "a*", "a=1"),
    ("gradient", "", "a=1"),
    ("gradient", "a == 1", "a=1"),
    ("gradient", "а*b", "a=1", "b=2"),  # a Cyrillic а
    ("gradient", "a^9999", "a=1"),
    ("gradient", "a", "a=1e9999"),
    ("gradient", "a", "-1"),
    ("gradient", "a/b", "a=1", "b=0"),
    ("gradient", "d=a; f=b", "a=1", "b=2"),
    ("gradient", "a", "a=\x1b[2J"),
]


def complaint(run, *arguments):
    """Return what the program says in both languages; check that it is a single message."""
    said = {}
    for lang in ("en", "es"):
        status, output, errors = run(*arguments, "--lang", lang)
        assert (status, output) == (2, "")
        assert "Traceback" not in errors
        assert not re.search(r"(?<!\.)\.\.(?!\.)|\{\w+\}|None|Decimal\(|error\.\w|\bctx\b", errors)
        assert errors.endswith("\n")
        assert errors.replace("\n", "").isprintable()
        said[lang] = errors
    assert said["en"] != said["es"]
    return said


@pytest.mark.parametrize("mistake", SHEETS)
def test_a_mistake_in_a_worksheet(run, tmp_path, mistake):
    path = tmp_path / "guía 1.toml"
    path.write_text(SHEETS[mistake], encoding="utf-8")
    said = complaint(run, "solve", path)
    assert all(text.startswith(str(path)) for text in said.values())
    assert all(text.count(str(path)) == 1 for text in said.values())


@pytest.mark.parametrize("arguments", ARGUMENTS, ids=lambda arguments: " ".join(arguments)[:40])
def test_a_mistake_in_the_arguments(run, tmp_path, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)
    Path("graph").write_text(HEAD + INPUTS, encoding="utf-8")
    complaint(run, *arguments)


def test_a_language_that_there_is_not(run, monkeypatch):
    assert run("solve", "graph", "--lang", "fr")[2].startswith("--lang takes one of: en, es.")
    monkeypatch.setenv("SYMGRAD_LANG", "es")
    assert run("solve", "graph", "--lang=fr")[2].startswith("--lang admite uno de estos valores")


def test_bytes_that_are_no_worksheet(run, tmp_path):
    path = tmp_path / "w.toml"
    path.write_bytes(os.urandom(50) + b"\xff\n")
    assert "UTF-8" in complaint(run, "solve", path)["es"]


def test_a_worksheet_is_not_replaced_by_its_solution(run, tmp_path):
    path = tmp_path / "w.toml"
    path.write_text(HEAD + INPUTS, encoding="utf-8")
    complaint(run, "solve", path, "-o", tmp_path / "." / "w.toml")
    assert path.read_text(encoding="utf-8") == HEAD + INPUTS


def test_what_the_system_refuses_to_write(run, tmp_path, monkeypatch):
    def full(self, *args, **options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    said = complaint(run, "solve", "graph", "-o", tmp_path / "w.json")
    assert said["es"].endswith("no queda lugar en el disco.\n")
    assert list(tmp_path.iterdir()) == []


def test_a_mistake_of_ours_keeps_its_traceback(run, monkeypatch):
    def broken(self):
        raise ZeroDivisionError

    monkeypatch.setattr(Solution, "to_json", broken)
    with pytest.raises(ZeroDivisionError):
        run("solve", "graph", "--to", "json")


def test_output_may_be_redirected_inside_python(monkeypatch):
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    monkeypatch.setattr(sys, "argv", ["symgrad", "worksheets"])
    with pytest.raises(SystemExit):
        cli.main()
    assert sys.stdout.getvalue().startswith("derivative-errors ")
