"""Any system: old code pages, paths, editors, and nothing heavy or POSIX-only at the start."""

import ast
import io
import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
import rich.console  # noqa: F401  its import draws random numbers, which a test must not

import symgrad
from symgrad import cli
from tests.worked import WORKED

PACKAGE = Path(symgrad.__file__).parent
SHEET = (
    "title = 'Año'\ngraph = '''\nΩ_1 = a·ŷ\nY = Ω_1 - ñ\n'''\n[inputs]\na = 1\n'ŷ' = 2\n'ñ' = 3\n"
)
HEAVY = {"sympy", "numpy", "matplotlib", "pydantic", "torch", "mpmath", "babel", "pygraphviz"}


def start(*arguments, code="from symgrad.cli import main; main()", folder=None, **settings):
    """Run Python in a process of its own, with few variables; return the finished process."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code, *arguments],
        env={**kept, "PYTHONPATH": str(PACKAGE.parent), **settings},
        cwd=folder,
        capture_output=True,
        check=False,
        timeout=120,
    )


# --- The start --------------------------------------------------------------------------------


def loaded_by(*arguments):
    """Return the names of the modules that a command line loads."""
    code = (
        "import sys, contextlib, io, symgrad.cli\n"
        "with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):\n"
        "    symgrad.cli.main()\n"
        "print(' '.join(sys.modules))"
    )
    done = start(*arguments, code=code)
    assert done.returncode == 0, done.stderr.decode()
    return set(done.stdout.decode().split())


@pytest.mark.parametrize("arguments", [["--help"], ["--version"]])
def test_help_loads_nothing_heavy(arguments):
    assert loaded_by(*arguments) & HEAVY == set()


@pytest.mark.parametrize(
    ("arguments", "unwanted"),
    [
        (["worksheets"], {"torch", "matplotlib", "sympy", "pygraphviz"}),
        (["solve", "graph"], {"torch", "matplotlib", "pygraphviz"}),
        (["solve", "graph", "--to", "svg"], {"torch", "matplotlib"}),
    ],
)
def test_a_command_loads_only_what_it_needs(arguments, unwanted):
    assert loaded_by(*arguments) & unwanted == set()


def test_importing_the_package_loads_nothing():
    done = start(code="import sys, symgrad; print(dir(symgrad)); print(*sys.modules)")
    names, modules = done.stdout.decode().splitlines()
    assert "Graph" in names
    assert {name for name in modules.split() if name.startswith("symgrad.")} == set()


def test_every_public_name_is_there():
    assert all(getattr(symgrad, name) is not None for name in symgrad.__all__)
    assert set(symgrad.__all__) <= set(dir(symgrad))
    with pytest.raises(AttributeError, match="no attribute 'Grpah'"):
        symgrad.Grpah  # noqa: B018


POSIX_ONLY = {"resource", "fcntl", "pwd", "grp", "termios", "tty", "pty", "syslog", "crypt"}


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: path.stem)
def test_nothing_needs_posix(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = {
        name.partition(".")[0]
        for node in tree.body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in [getattr(node, "module", None) or "", *(alias.name for alias in node.names)]
    }
    assert imported & POSIX_ONLY == set()
    attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert attributes & {"fork", "alarm", "SIGALRM", "SIGKILL", "killpg", "setrlimit"} == set()


def test_files_are_opened_with_an_encoding():
    """Without one, Windows reads and writes its old code page."""
    for path in PACKAGE.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(getattr(call, "func", None), "attr", None)
            if name in ("read_text", "write_text") and isinstance(call, ast.Call):
                given = {keyword.arg for keyword in call.keywords}
                assert "encoding" in given or call.args[:1], f"{path.name}:{call.lineno}"


# --- What a stream can take -------------------------------------------------------------------


@pytest.fixture
def streams(monkeypatch):
    """Give the program a terminal with an old code page; return what it wrote there."""

    class Terminal(io.TextIOWrapper):
        def isatty(self):
            return True

    def program(encoding, *arguments):
        pair = [Terminal(io.BytesIO(), encoding, newline="\n") for _ in range(2)]
        monkeypatch.setattr(sys, "stdout", pair[0])
        monkeypatch.setattr(sys, "stderr", pair[1])
        monkeypatch.setattr(sys, "argv", ["symgrad", *map(str, arguments)])
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        written = []
        for stream in pair:
            stream.flush()
            written.append(stream.buffer.getvalue().decode(encoding))
        return stopped.value.code or 0, *written

    return program


OLD = ["ascii", "cp1252", "latin-1", "cp437", "cp850"]


@pytest.mark.parametrize(
    ("encoding", "name"),
    [*((one, "graph") for one in OLD), *(("cp1252", one) for one in WORKED)],
)
def test_a_page_on_an_old_terminal(streams, encoding, name):
    status, output, errors = streams(encoding, "solve", name, "--lang", "es")
    assert (status, errors) == (0, "")
    assert output.isascii()
    assert "?" not in output
    assert "d" + ("Y/db" if name == "graph" else "f/dz") in output


@pytest.mark.parametrize("encoding", OLD)
@pytest.mark.parametrize(
    "arguments",
    [
        ("solve", "ñandú → Ω.toml"),
        ("gradient", "ŷ·Ω₁", "ŷ=1"),
        ("gradient", "∂", "a=1"),
        ("gradient", "😀", "a=1"),
        ("solve", "graph", "--lang", "ñ"),
        ("solve", "graph", "-o", "no/ñ/Ω.txt"),
    ],
)
def test_a_mistake_on_an_old_terminal(streams, encoding, arguments):
    status, output, errors = streams(encoding, *arguments)
    assert (status, output) == (2, "")
    assert errors.isascii()


@pytest.mark.parametrize("arguments", [("--help",), (), ("solve", "--help"), ("worksheets",)])
def test_help_on_an_old_terminal(streams, arguments):
    for encoding in OLD:
        assert streams(encoding, *arguments)[1]


def test_data_stay_data_on_an_old_terminal(streams):
    status, output, _ = streams("ascii", "solve", "graph", "--to", "json")
    assert status == 0
    assert "∂Y/∂b" in {line["id"] for line in json.loads(output)["run"]["lines"]}
    output = streams("ascii", "solve", "graph", "--to", "svg", "--lang", "es")[1]
    texts = "".join(ElementTree.fromstring(output).itertext())
    assert "−3" in texts


def test_a_terminal_with_utf8_gets_the_signs(streams):
    output = streams("utf-8", "solve", "graph")[1]
    assert "∂Y/∂b" in output


@pytest.mark.parametrize(
    "settings",
    [
        {"LANG": "Spanish_Argentina.1252"},
        {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "C"},
    ],
    ids=lambda settings: ",".join(settings.values()),
)
def test_a_pipe_gets_utf8(settings):
    done = start("solve", "graph", "--lang", "es", **settings)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "∂Y/∂b = 2" in done.stdout.decode("utf-8")


def test_an_encoding_that_was_asked_for_is_kept():
    done = start("solve", "graph", "--lang", "es", PYTHONIOENCODING="cp1252")
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"dY/db" in done.stdout
    done = start("gradient", "а*b", "a=1", "--lang", "es", PYTHONIOENCODING="ascii:strict")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.isascii()
    assert b"Traceback" not in done.stderr


# --- Paths ------------------------------------------------------------------------------------


def test_paths_with_spaces_and_letters_of_any_kind(tmp_path):
    folder = tmp_path / "Mis guías (año 1)"
    folder.mkdir()
    (folder / "guía ñ.toml").write_bytes(b"\xef\xbb\xbf" + SHEET.replace("\n", "\r\n").encode())
    arguments = ("solve", "guía ñ.toml", "--lang", "es", "-o", "página ñ.txt")
    done = start(*arguments, folder=folder, LC_ALL="C")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    page = (folder / "página ñ.txt").read_bytes().decode("utf-8")
    assert "∂Y/∂ŷ" in page
    assert "\r" not in page


def test_a_module_run_as_a_program():
    done = start(code="import runpy; runpy.run_module('symgrad', run_name='__main__')")
    assert done.returncode == 2
    assert b"worksheets" in done.stdout


def test_what_reads_the_output_may_stop():
    program = subprocess.Popen(
        [sys.executable, "-m", "symgrad", "solve", "graph"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(PACKAGE.parent)},
    )
    program.stdout.close()
    assert b"Traceback" not in program.stderr.read()
    program.stderr.close()
    program.wait()
