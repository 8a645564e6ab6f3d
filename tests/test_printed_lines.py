"""Every printed line is read again and recalculated from its printed numbers: none may be false."""

import re
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mpmath import iv, mp

from symgrad import ByHand, Exact, Float, Graph
from symgrad.exercise import load
from symgrad.formula import Written, text
from symgrad.lines import Line
from tests.worked import WORKED

# How this test reads functions: written for the test, so that it shares nothing with the table.
FUNCTIONS = {
    "σ": lambda x: 1 / (1 + mp.exp(-x)),
    "tanh": mp.tanh,
    "exp": mp.exp,
    "ln": mp.log,
    "√": mp.sqrt,
    "sin": mp.sin,
    "sen": mp.sin,
    "cos": mp.cos,
    "cosh": mp.cosh,
    "senh": mp.sinh,
    "sinh": mp.sinh,
    "ReLU": lambda x: max(x, mp.mpf(0)),
    "LeakyReLU": lambda x, beta: x if x > 0 else beta * x,
    "ELU": lambda x, alpha: x if x > 0 else alpha * (mp.exp(x) - 1),
    "softplus": lambda x: mp.log(1 + mp.exp(x)),
    "max": max,
    "máx": max,
}
NUMBER = r"\d[\d\u202f]*(?:[.,]\d+)?(?:e[-−]?\d+)?"
TOKEN = re.compile(rf"\s*(?:({NUMBER})|([^\W\d]\w*|√)|(\S))")


def unmoved(number, printed: str):
    return number


class Reader:
    """Reads a printed formula of numbers and returns its value; numbers may be moved slightly."""

    def __init__(self, printed: str, move=unmoved, after=lambda value: value):
        # A semicolon separates arguments where the comma is the decimal mark.
        self.tokens = [*TOKEN.findall(printed.replace(", ", "; ")), ("", "", "")]
        self.place = 0
        self.move = move
        self.after = after  # what every operation's result goes through

    def next(self) -> str:
        self.place += 1
        return "".join(self.tokens[self.place - 1])

    @property
    def peek(self) -> str:
        return "".join(self.tokens[self.place])

    def sum(self):
        value = self.product()
        while self.peek in ("+", "−"):
            plus = self.next() == "+"
            other = self.product()
            value = self.after(value + other if plus else value - other)
        return value

    def product(self):
        value = self.power()
        while self.peek in ("·", "/"):
            times = self.next() == "·"
            other = self.power()
            value = self.after(value * other if times else value / other)
        return value

    def power(self):
        if self.peek == "−":
            self.next()
            return -self.power()
        value = self.atom()
        if self.peek == "^":
            self.next()
            value = self.after(mp.power(value, self.atom()))
        return value

    def atom(self):
        number, name, sign = self.tokens[self.place]
        self.place += 1
        if number:
            return self.move(mp.mpf(plain(number)), number)
        if sign == "(":
            value = self.sum()
            assert self.next() == ")"
            return value
        if sign == "|":
            value = abs(self.sum())
            assert self.next() == "|"
            return value
        if name == "π":
            return +mp.pi
        assert self.next() == "(", f"no bracket after {name!r}"
        arguments = [self.sum()]
        while self.next() == ";":
            if self.tokens[self.place][1] in ("α", "β"):  # α = 1
                self.next(), self.next()
            arguments.append(self.sum())
        return self.after(FUNCTIONS[name](*arguments))


def plain(number: str) -> str:
    return number.replace("\u202f", "").replace(",", ".").replace("−", "-")


def value_of(printed: str, move=unmoved, after=lambda value: value):
    reader = Reader(printed, move, after)
    value = reader.sum()
    assert reader.peek == "", f"{printed!r} is not read to its end"
    return value


def half_unit(printed: str) -> Fraction:
    """Half a unit of the last printed digit."""
    digits, _, exponent = plain(printed).lstrip("-").partition("e")
    places = len(digits.partition(".")[2]) - int(exponent or 0)
    return Fraction(1, 2) / Fraction(10) ** places


def rounded(value, policy: ByHand):
    """Round half away from zero, with the decimal module."""
    number = Decimal(mp.nstr(value, 55))
    places = policy.decimals
    if places is None:
        places = policy.significant - 1 - number.adjusted() if number else 0
    with localcontext(prec=100):
        return mp.mpf(str(number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)))


def assert_true_line(written: Written, line: Line) -> None:
    shown = written.line(line)
    numbers, value = text(shown.substituted), text(shown.value)
    policy = written.trace.arithmetic
    with mp.workdps(60):
        if "…" in value or "…" in numbers:
            assert shown.relation == "≈"
            assert_close(numbers.replace("…", ""), value.replace("…", ""), unit=2)
        elif shown.relation == "=":
            assert abs(value_of(numbers) - value_of(value)) < mp.mpf(10) ** -40
        elif isinstance(policy, ByHand) and line.kind != "given":
            each = policy.rounding == "operation"
            found = value_of(numbers, after=lambda x: rounded(x, policy) if each else x)
            assert rounded(found, policy) == value_of(value)
        elif isinstance(policy, Float):
            sizes = [mp.mpf(1)]
            found = value_of(numbers, after=lambda x: sizes.append(abs(x)) or x)
            assert abs(found - value_of(value)) <= max(sizes) * mp.mpf("1e-14")
        else:
            assert_close(numbers, value, unit=1)


def assert_close(numbers: str, value: str, unit: int) -> None:
    """Let every printed number be off by half a unit of its last digit, as ≈ promises."""

    def spread(sign: int):
        def move(number, printed):
            half = half_unit(printed) * unit if "." in printed or "," in printed else Fraction(0)
            return number + sign * mp.mpf(half.numerator) / half.denominator

        return move

    exactly = value_of(numbers)
    moved = sum(
        abs(value_of(numbers, only(place, spread(1))) - exactly)
        for place in range(len(re.findall(NUMBER, numbers)))
    )
    half = Fraction(0) if "/" in value else half_unit(value)
    allowed = moved * mp.mpf("1.01") + unit * mp.mpf(half.numerator) / half.denominator
    assert abs(exactly - value_of(value)) <= allowed, (numbers, value)


def only(place: int, move):
    seen = iter(range(10**6))
    return lambda number, printed: move(number, printed) if next(seen) == place else number


ARITHMETICS = [
    Exact(),
    ByHand(decimals=3),
    ByHand(decimals=0),
    ByHand(significant=2),
    ByHand(decimals=2, rounding="operation"),
    Float(),
]


@pytest.mark.parametrize("arithmetic", ARITHMETICS, ids=str)
@pytest.mark.parametrize("mark", ["comma", "point"])
@pytest.mark.parametrize("name", WORKED)
def test_worksheets_print_no_false_line(name, mark, arithmetic):
    trace = load(name).run(arithmetic)
    written = Written(trace, "es" if mark == "comma" else "en", mark)
    for line in trace.lines:
        assert_true_line(written, line)


FORMULAS = [
    "Y = (a + b)*(b - c)/(1 + a^2)",
    "Y = sigmoid(a*b) - tanh(c)/3",
    "u = a*a; w = u - b; Y = w*w + relu(w)*c",
    "Y = exp(-a^2/2)*sqrt(b^2 + 1) + abs(c)",
    "Y = leaky_relu(a, 0.2) + elu(b, 1.5)*max(a, b + 11)",
    "h = sigmoid(a); k = sigmoid(h*b + c); Y = (k - 1)^2/2",
    "Y = 1/(1 + exp(-a)) - log(b^2 + 0.3)",
    "s = sqrt(2); Y = s*s/4*a + b*c",
]
number = st.one_of(
    st.integers(-9, 9),
    st.decimals(-9, 9, places=2),
    st.fractions(-3, 3, max_denominator=9),
)


@given(
    formula=st.sampled_from(FORMULAS),
    a=number,
    b=number,
    c=number,
    arithmetic=st.sampled_from(ARITHMETICS),
    expand=st.booleans(),
)
def test_random_runs_print_no_false_line(formula, a, b, c, arithmetic, expand):
    if "abs" in formula and c == 0:
        c = 1
    if arithmetic == ARITHMETICS[4]:  # a printed 1/3 would be read as one more operation
        a, b, c = (Decimal(str(round(float(value), 2))) for value in (a, b, c))
    graph = Graph.from_text(formula, inputs=("a", "b", "c"), expand=expand)
    trace = graph.run({"a": a, "b": b, "c": c}, arithmetic)
    written = Written(trace, "en", "point")
    for line in trace.lines:
        assert_true_line(written, line)


def test_the_reader_notices_a_false_line():
    trace = Graph.from_text("f = sigmoid(z)").run({"z": "0.69"}, ByHand())
    written = Written(trace, "en", "point")
    wrong = dict(trace.raw) | {"f": Fraction("0.667")}
    lying = Written(type(trace)(trace.program, trace.arithmetic, wrong), "en", "point")
    assert_true_line(written, trace.lines[1])
    with pytest.raises(AssertionError):
        assert_true_line(lying, trace.lines[1])


def test_intervals_of_the_library_are_not_touched():
    before = iv.dps, mp.dps
    Graph.from_text("y = exp(x)").run({"x": 1})
    assert (iv.dps, mp.dps) == before
