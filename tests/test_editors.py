"""The JSON Schema of worksheets: the committed copy, and that it agrees with the reader."""

import json
import tomllib
from pathlib import Path

import jsonschema
import pytest

from symgrad.errors import SymgradError
from symgrad.exercise import bundled, parse
from symgrad.exercise.beginning import SCHEMA_FILE, beginning
from symgrad.exercise.editors import json_schema

COPY = Path(__file__).parents[1] / "docs" / SCHEMA_FILE
VALIDATOR = jsonschema.Draft202012Validator(json.loads(json_schema()))
HEAD = "title = 'T'\ngraph = 'Y = a*b'\n"
INPUTS = "[inputs]\na = 1\nb = 2\n"
CHECK = "[[parts]]\nkind = 'finite_differences'\n"
BROKEN = {
    "a key that there is not": f"{HEAD}titel = 'U'\n",
    "no title": "graph = 'Y = a*b'\n",
    "an empty title": "title = {}\ngraph = 'Y = a'\n",
    "a language that there is not": "title.fr = 'T'\ngraph = 'Y = a'\n",
    "a graph that is no text": "title = 'T'\ngraph = 3\n",
    "quotes around true": f"{HEAD}expand = 'true'\n",
    "an arithmetic that there is not": f"{HEAD}arithmetic = 'fraction'\n",
    "a value that is no number": f"{HEAD}[inputs]\na = true\nb = 2\n",
    "too many decimals": f"{HEAD}{INPUTS}[rounding]\ndecimals = 99\n",
    "decimals and significant digits": f"{HEAD}[rounding]\ndecimals = 3\nsignificant = 3\n",
    "a part without a kind": f"{HEAD}{INPUTS}[[parts]]\nmarks = 3\n",
    "a kind that there is not": f"{HEAD}{INPUTS}[[parts]]\nkind = 'forwards'\n",
    "negative marks": f"{HEAD}{INPUTS}[[parts]]\nkind = 'backward'\nmarks = -1\n",
    "a key of another kind": f"{HEAD}[[parts]]\nkind = 'backward'\nsteps = [0.1, 0.01]\n",
    "a single step size": f"{HEAD}{INPUTS}{CHECK}steps = [0.1]\n",
    "a step size of 0": f"{HEAD}{INPUTS}{CHECK}steps = [0.1, 0]\n",
    "a step size twice": f"{HEAD}{INPUTS}{CHECK}steps = [0.1, 0.1]\n",
}


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(VALIDATOR.schema)
    assert VALIDATOR.schema["$schema"] == VALIDATOR.META_SCHEMA["$schema"]


def test_the_committed_copy_is_what_the_command_prints(run, tmp_path):
    status, printed, _ = run("schema")
    assert status == 0
    assert COPY.read_text(encoding="utf-8") == printed, f"symgrad schema -o docs/{SCHEMA_FILE}"
    assert run("schema", "-o", tmp_path / "s.json") == (0, "", "")
    assert (tmp_path / "s.json").read_text(encoding="utf-8") == printed


def test_every_key_is_described_in_words():
    models = [VALIDATOR.schema, *VALIDATOR.schema["$defs"].values()]
    for model in models:
        assert " " in model["description"]
        assert "\n" not in model["description"]
        for name, key in model["properties"].items():
            assert name == "kind" or " " in key["description"]
    assert "expected_" not in json.dumps(VALIDATOR.schema)


@pytest.mark.parametrize("name", bundled())
def test_bundled_worksheets_are_valid(name):
    VALIDATOR.validate(tomllib.loads(bundled()[name].read_text(encoding="utf-8")))


@pytest.mark.parametrize("lang", ["en", "es"])
def test_a_new_worksheet_is_valid(lang):
    VALIDATOR.validate(tomllib.loads(beginning("graph", lang)))


@pytest.mark.parametrize("mistake", BROKEN)
def test_what_is_refused_is_invalid(mistake):
    with pytest.raises(SymgradError):
        parse(BROKEN[mistake], name="w", file="w.toml")
    assert not VALIDATOR.is_valid(tomllib.loads(BROKEN[mistake]))
