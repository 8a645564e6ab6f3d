"""The schema of worksheets: what it reads, and how it answers what it does not."""

import re
import typing
import unicodedata
from decimal import Decimal

import pytest

from symgrad.arithmetic import ByHand, Exact, Float
from symgrad.errors import SymgradError
from symgrad.exercise import Worksheet, parse
from symgrad.exercise.kinds import KINDS, Part
from symgrad.exercise.schema import Rounding

HEAD = "title = 'T'\ngraph = 'Y = a*b'\n"
INPUTS = "[inputs]\na = 1\nb = 2\n"


def read(text):
    return parse(text, name="w", file="w.toml").worksheet


def refused(text):
    """Return code and sentence of the error that a worksheet gives."""
    with pytest.raises(SymgradError) as caught:
        parse(text, name="w", file="w.toml")
    error = caught.value
    sentences = [error.message(lang) for lang in ("en", "es")]
    assert "w.toml" in error.place or all("w.toml" in said for said in sentences)
    assert sentences[0] != sentences[1]
    return error.code, sentences[0]


# --- What is read -----------------------------------------------------------------------------


def test_the_smallest_worksheet_has_both_parts():
    sheet = read(HEAD)
    assert [part.kind for part in sheet.parts] == ["backward", "finite_differences"]
    assert (sheet.arithmetic, sheet.expand, sheet.output) == (None, True, None)


def test_everything_that_can_be_written():
    sheet = read(
        "title.es = 'T'\nstatement.en = 'S'\nsource = 'me'\n"
        "assumptions = ['A', {es = 'B', en = 'C'}]\n"
        "graph = '''\nd = relu(a)\nY = d*b\n'''\nexpand = false\noutput = 'Y'\n"
        "arithmetic = 'hand'\n[inputs]\na = 1.50\nb = '1/3'\n"
        "[conventions]\nrelu_slope_at_0 = 0.5\n"
        "[rounding]\nsignificant = 3\nrounding = 'operation'\n"
        "[[parts]]\nkind = 'backward'\ntitle = 'P'\nmarks = 2.5\n"
        "[[parts]]\nkind = 'finite_differences'\nsteps = [0.1, 1e-6]\n"
    )
    assert sheet.inputs == {"a": Decimal("1.50"), "b": "1/3"}
    assert str(sheet.inputs["a"]) == "1.50", "the digits as written"
    assert sheet.parts[0].marks == Decimal("2.5")
    assert sheet.parts[1].steps == (Decimal("0.1"), Decimal("1e-6"))
    assert sheet.rounding == Rounding(significant=3, rounding="operation")


def test_the_arithmetic_is_the_worksheets_own_unless_another_is_wanted():
    sheet = read(HEAD + "arithmetic = 'hand'\n[rounding]\ndecimals = 2\n")
    assert sheet.calculate() == ByHand(decimals=2)
    assert isinstance(sheet.calculate("exact"), Exact)
    assert isinstance(sheet.calculate("float"), Float)


def test_an_accent_may_be_a_character_of_its_own():
    apart = unicodedata.normalize("NFD", "ŷ")
    sheet = read(f"title = 'T'\ngraph = 'Y = ŷ^2'\noutput = 'Y'\n[inputs]\n'{apart}' = 3\n")
    assert sheet.inputs == {"ŷ": 3}


def test_an_input_may_be_called_like_a_key_of_the_worksheet():
    sheet = read("title = 'T'\ngraph = 'Y = a*title'\n[inputs]\na = 1\ntitle = '1/3'\n")
    assert sheet.inputs["title"] == "1/3"


def test_nothing_of_a_worksheet_can_be_changed():
    sheet = read(HEAD)
    with pytest.raises(ValueError, match="frozen"):
        sheet.title = "other"


# --- Part kinds -------------------------------------------------------------------------------


def test_the_kinds_are_the_union():
    members = typing.get_args(typing.get_args(Part)[0])
    assert set(KINDS.values()) == set(members)
    for name, model in KINDS.items():
        assert typing.get_args(model.model_fields["kind"].annotation) == (name,)


@pytest.mark.parametrize("model", [Worksheet, Rounding, *KINDS.values()])
def test_every_key_says_what_may_stand_there(model):
    for name, field in model.model_fields.items():
        if name == "kind":  # told apart before anything else is read
            continue
        assert SymgradError(field.description, key=name).message("es")


# --- What is refused --------------------------------------------------------------------------

VALUES = [
    ("title = 3\ngraph = 'Y = a'\n", "title cannot be 3. Expected: text in quotes"),
    ("title.fr = 'T'\ngraph = 'Y = a'\n", "title cannot be {fr = 'T'}."),
    ("title = {}\ngraph = 'Y = a'\n", "title cannot be {}. Expected: text in quotes"),
    ("title = ''\ngraph = 'Y = a'\n", "title cannot be ''."),
    ("title = 'T'\ngraph = 3\n", "graph cannot be 3. Expected: lines such as d = a + b"),
    ("title = 'T'\ngraph = ''\n", "graph cannot be ''."),
    ("title = 'T'\ngraph = ['Y = a']\n", "graph cannot be ['Y = a']."),
    (HEAD + "source.it = 'x'\n", "source.es = '…'"),
    (HEAD + "assumptions = 'x'\n", "assumptions cannot be 'x'. Expected: a list"),
    (HEAD + "assumptions = ['x', 3]\n", "assumptions cannot be 3."),
    (HEAD + "expand = 'no'\n", "expand cannot be 'no'. Expected: true or false"),
    (HEAD + "output = ['Y']\n", "output cannot be ['Y']. Expected: the name of a node"),
    (HEAD + "arithmetic = 'x'\n", "arithmetic cannot be 'x'. Expected: 'exact', 'hand' or 'float'"),
    (HEAD + "inputs = 3\n", "inputs cannot be 3. Expected: below [inputs]"),
    (HEAD + "[inputs]\na = true\n", "[inputs] a cannot be true."),
    (HEAD + "[inputs]\na = [1, 2.5]\n", "[inputs] a cannot be [1, 2.5]."),
    (HEAD + "[inputs]\na = 2020-01-01\n", "[inputs] a cannot be 2020-01-01."),
    (HEAD + "[inputs]\na = nan\n", "[inputs] a cannot be NaN."),
    (HEAD + "[inputs]\na = -inf\n", "[inputs] a cannot be -Infinity."),
    (HEAD + "[conventions]\nrelu_slope_at_0 = 'x'\n", "[conventions] relu_slope_at_0 cannot"),
    (HEAD + "rounding = 3\n", "rounding cannot be 3. Expected: a table: [rounding]"),
    (HEAD + "[rounding]\ndecimals = 99\n", "[rounding] decimals cannot be 99. Expected: a whole"),
    (HEAD + "[rounding]\ndecimals = 3.5\n", "[rounding] decimals cannot be 3.5."),
    (HEAD + "[rounding]\nsignificant = 0\n", "[rounding] significant cannot be 0."),
    (HEAD + "[rounding]\nrounding = 'node'\n", "[rounding] rounding cannot be 'node'."),
    (HEAD + "[parts]\nkind = 'backward'\n", "parts cannot be {kind = 'backward'}."),
    (HEAD + "parts = ['backward']\n", "[[parts]] 1 cannot be 'backward'. Expected: one table per"),
]
MARKS = [("-1", "-1"), ("inf", "Infinity"), ("nan", "NaN"), ("true", "true"), ("1e400", "1E+400")]
STEPS = ["[0.1]", "[0.1, 0]", "[-0.1, 0.2]", "[100, 1]", "[nan, 1]", "[1e-301, 1]", "'0.1'", "[]"]


@pytest.mark.parametrize(("text", "said"), VALUES)
def test_a_wrong_value(text, said):
    code, sentence = refused(text)
    assert code == "schema_value"
    assert said in sentence


@pytest.mark.parametrize(("written", "shown"), MARKS)
def test_wrong_marks(written, shown):
    code, sentence = refused(f"{HEAD}[[parts]]\nkind = 'backward'\nmarks = {written}\n")
    assert code == "schema_value"
    assert f"[[parts]] 1, marks cannot be {shown}. Expected: a number from 0" in sentence


@pytest.mark.parametrize("steps", [*STEPS, "[0.1, 0.10]", str([0.1 + n for n in range(21)])])
def test_wrong_steps(steps):
    text = f"{HEAD}[[parts]]\nkind = 'backward'\n[[parts]]\nkind = 'finite_differences'\n"
    code, sentence = refused(f"{text}steps = {steps}\n")
    assert code == "schema_value"
    assert "[[parts]] 2, steps cannot be " in sentence
    assert "2 to 20 different numbers" in sentence


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("titel = 'T'\ngraph = 'Y = a'\n", "there is no key titel. Did you mean title?"),
        (HEAD + "[input]\na = 1\n", "there is no key input. Did you mean inputs?"),
        (HEAD + "[rounding]\ndecimal = 3\n", "no key [rounding] decimal. Did you mean decimals?"),
        (HEAD + "[[parts]]\nkind = 'backward'\nmark = 3\n", "[[parts]] 1, mark. Did you mean m"),
    ],
)
def test_a_mistyped_key(text, said):
    code, sentence = refused(text)
    assert code == "schema_similar_key"
    assert said in sentence


def test_a_key_like_no_other():
    code, sentence = refused(HEAD + "xyz = 1\n")
    assert code == "schema_unknown_key"
    assert "Known: arithmetic, assumptions, conventions" in sentence
    _, sentence = refused(HEAD + "[[parts]]\nkind = 'backward'\nxyz = 1\n")
    assert "[[parts]] 1, xyz. Known: kind, marks, title." in sentence


@pytest.mark.parametrize("text", ["", "graph = 'Y = a'\n", "title = 'T'\n"])
def test_a_missing_key(text):
    code, sentence = refused(text)
    assert code == "schema_missing"
    assert re.search("the key (title|graph) is missing. It stands above the first line", sentence)


@pytest.mark.parametrize(
    ("text", "key", "table"),
    [
        (f"title = 'T'\n{INPUTS}graph = 'Y = a'\n", "graph", "inputs"),
        (f"graph = 'Y = a'\n{INPUTS}title.es = 'T'\n", "title", "inputs"),
        (f"{HEAD}{INPUTS}arithmetic = 'hand'\n", "arithmetic", "inputs"),
        (f"{HEAD}{INPUTS}expand = false\n", "expand", "inputs"),
        (f"{HEAD}[conventions]\noutput = 'Y'\n", "output", "conventions"),
        (f"{HEAD}[rounding]\ndecimals = 3\nsource = 'me'\n", "source", "rounding"),
        (f"{HEAD}[[parts]]\nkind = 'backward'\nsource = 'me'\n", "source", "[parts]"),
        (f"{HEAD}[[parts]]\nkind = 'backward'\ninputs = {{a = 1}}\n", "inputs", "[parts]"),
    ],
)
def test_a_key_that_stands_after_a_table(text, key, table):
    code, sentence = refused(text)
    assert code == "schema_after_table"
    assert f"{key} stands after [{table}] and so belongs to it. Move it above" in sentence


def test_kinds_that_do_not_exist():
    code, sentence = refused(HEAD + "[[parts]]\nkind = 'forwards'\n")
    assert code == "schema_kind"
    assert (
        "'forwards', which does not exist. Kinds: backward, finite_differences, difference_errors."
        in sentence
    )
    assert refused(HEAD + "[[parts]]\nkind = 3\n")[0] == "schema_kind"
    assert refused(HEAD + "[[parts]]\nmarks = 3\n")[0] == "schema_no_kind"


def test_decimals_and_significant_digits():
    code, _ = refused(HEAD + "[rounding]\ndecimals = 3\nsignificant = 4\n")
    assert code == "decimals_or_significant"


@pytest.mark.parametrize("written", [r"\beta", r"\rho", r"a\frac", r"\u001b[2J", r"\u0085"])
def test_what_a_backslash_becomes_between_double_quotes(written):
    code, sentence = refused(f"title = \"{written}\"\ngraph = 'Y = a'\n")
    assert code == "schema_control"
    assert sentence.isprintable()


def test_a_value_of_any_depth_is_shown_short():
    _, sentence = refused(f"title = {'[' * 100}{']' * 100}\ngraph = 'Y = a'\n")
    assert len(sentence) < 200
