"""The house: lower rooms never import higher ones, nothing is executed, no module is long."""

import ast
import graphlib
from pathlib import Path

import pytest

import symgrad

PACKAGE = Path(symgrad.__file__).parent
MODULES = {
    ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
}
TREES = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in MODULES.items()}

# From the ground up. A new room goes above all that it imports, and below all that import it.
ROOMS = [
    *["errors", "characters", "decimals", "files", "language"],
    *["expr", "nodes", "operations", "parsing", "rules", "arithmetic", "inputs", "assignments"],
    *[
        "graph",
        "conversion",
        "lines",
        "trace",
        "agreement",
        "gradient",
        "referee",
        "schemes",
        "quotients",
        "taylor",
        "finite",
        "polynomials",
        "mistakes",
        "error_models",
        "curves",
        "digits",
        "numdiff",
        "testing",
    ],
    *["diagram", "formula", "pictures", "plots", "solution", "exercise", "cli", "__main__"],
]
EXECUTING = {"eval", "exec", "compile", "sympify", "parse_expr", "pickle", "marshal", "__import__"}


def imported(body):
    """Yield what a module imports when it is loaded: functions and TYPE_CHECKING are exempt."""
    for node in body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name if name in MODULES else node.module for name in names)
        elif isinstance(node, ast.If) and "TYPE_CHECKING" not in ast.dump(node.test):
            yield from imported([*node.body, *node.orelse])
        elif isinstance(node, ast.Try):
            parts = [*node.body, *node.orelse, *node.finalbody]
            yield from imported([*parts, *(line for part in node.handlers for line in part.body)])
        elif isinstance(node, ast.ClassDef | ast.With):
            yield from imported(node.body)


IMPORTS = {
    name: {other for other in imported(tree.body) if other in MODULES} - {name}
    for name, tree in TREES.items()
}


def room(module):
    return module.split(".")[1]


def test_every_room_has_its_place():
    assert {room(name) for name in MODULES if "." in name} == set(ROOMS)
    assert len(set(ROOMS)) == len(ROOMS)


def test_lower_rooms_never_import_higher_ones():
    upwards = [
        f"{name} imports {other}"
        for name, others in IMPORTS.items()
        for other in others
        if "." in name and "." in other and ROOMS.index(room(other)) > ROOMS.index(room(name))
    ]
    assert upwards == []


def test_the_package_itself_imports_nothing():
    assert IMPORTS["symgrad"] == set()


def test_the_command_line_imports_nothing_before_a_command_runs():
    own = {name for name in MODULES if name.split(".")[1:2] == ["cli"]}
    used = set().union(*(IMPORTS[name] for name in own))
    assert used - own == {"symgrad", "symgrad.errors"}


def test_no_module_imports_itself_on_the_way_round():
    list(graphlib.TopologicalSorter(IMPORTS).static_order())  # CycleError names the modules


def test_the_order_is_noticed_to_be_broken():
    tree = ast.parse("import os\nif x:\n    from symgrad.cli import app\n")
    assert list(imported(tree.body)) == ["os", "symgrad.cli"]
    exempt = "if TYPE_CHECKING:\n    import a\ndef f():\n    import b\n"
    assert list(imported(ast.parse(exempt).body)) == []


@pytest.mark.parametrize("name", MODULES)
def test_text_is_never_executed(name):
    allowed = {"exec", "compile"} if name == "symgrad.compiled" else set()
    used = {node.id for node in ast.walk(TREES[name]) if isinstance(node, ast.Name)}
    used |= {
        node.attr
        for node in ast.walk(TREES[name])
        if isinstance(node, ast.Attribute) and node.attr != "compile"  # of regular expressions
    }
    used |= {
        part
        for node in ast.walk(TREES[name])
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
        for part in [alias.name, getattr(node, "module", None)]
    }
    assert used & EXECUTING <= allowed


@pytest.mark.parametrize("name", MODULES)
def test_no_module_is_long(name):
    assert len(MODULES[name].read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize("name", MODULES)
def test_every_module_says_what_it_is(name):
    assert ast.get_docstring(TREES[name])
