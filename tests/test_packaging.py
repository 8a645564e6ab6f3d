"""What is installed: the wheel has the worksheets and catalogs, and finds them."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__", "*.egg-info", "build", "dist", "figures")

pytestmark = pytest.mark.skipif(
    not (ROOT / "setup.cfg").is_file(), reason="the tests run without the source tree"
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Build a wheel from a copy: in the tree itself an old build/ would be packed again."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    shutil.copytree(ROOT, source, ignore=LEFT_OUT)
    options = ("--no-deps", "--no-build-isolation", "--no-index", "--disable-pip-version-check")
    done = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", *options, "-w", folder, source],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """Return a folder with what the wheel installs."""
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def solved_from(place, folder, *arguments):
    """Run symgrad from a place on the path, in another folder."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "symgrad", *arguments],
        cwd=folder,
        env={**kept, "PYTHONPATH": str(place), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def names(wheel):
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def tracked(folder, pattern):
    """Return the paths of files, seen from the folder above."""
    return {path.relative_to(ROOT).as_posix() for path in (ROOT / folder).rglob(pattern)}


def test_the_wheel_has_every_module_and_all_data(wheel):
    packed = names(wheel)
    wanted = set().union(*(tracked("symgrad", f"*.{end}") for end in ("py", "po", "jinja", "toml")))
    assert wanted <= packed
    assert "symgrad/py.typed" in packed
    sheets = {f"symgrad/{path}" for path in tracked("worksheets", "*.toml")}
    assert sheets <= packed
    assert len(sheets) >= 6


def test_the_wheel_has_nothing_else(wheel):
    folders = {name.partition("/")[0] for name in names(wheel)}
    assert {name for name in folders if not name.endswith(".dist-info")} == {"symgrad"}
    assert not any(name.startswith("tests/") for name in names(wheel))


def test_the_wheel_says_what_it_is(wheel):
    assert wheel.name.startswith("symgrad-")
    assert wheel.name.endswith("-py3-none-any.whl")
    with zipfile.ZipFile(wheel) as archive:
        meta = next(name for name in archive.namelist() if name.endswith("/METADATA"))
        text = archive.read(meta).decode("utf-8")
        points = archive.read(meta.replace("METADATA", "entry_points.txt")).decode("utf-8")
    assert "Requires-Python: >=3.11" in text
    assert "License" in text
    assert "symgrad = symgrad.cli:main" in points


@pytest.mark.parametrize("kind", ["wheel", "checkout"])
def test_worksheets_are_found(kind, request, tmp_path):
    place = request.getfixturevalue("installed") if kind == "wheel" else ROOT
    where = "import symgrad; print(symgrad.__file__)"
    seen = subprocess.run(
        [sys.executable, "-c", where],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(place)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(seen.stdout.strip()).is_relative_to(place)
    for arguments, shown in (
        (("solve", "graph", "--lang", "es"), "∂Y/∂b = 2"),
        (("worksheets", "--lang", "en"), "neuron-elu-negative"),
        (("solve", "grpah", "--lang", "es"), ""),
    ):
        done = solved_from(place, tmp_path, *arguments)
        assert shown in done.stdout
        assert done.returncode == (0 if shown else 2), done.stderr
    assert "graph" in done.stderr
    assert list(tmp_path.iterdir()) == []
