"""Every equality that a page prints is read again from its files and recalculated.

Three readers, written for this test, turn MathML, the words for reading aloud and LaTeX into one
kind of formula; names stand for what the run printed. ``=`` has to be true of what is printed,
``≈`` true within the printed digits.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from html.parser import HTMLParser
from itertools import islice, pairwise, product
from zlib import crc32

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp
from strategies import RATIONAL, random_graphs

from symgrad import Bound, ByHand, Exact, Float, Graph
from symgrad.arithmetic import to_fraction
from symgrad.characters import name_parts, pretty_name
from symgrad.errors import EvaluationError
from symgrad.exercise import load
from symgrad.formula import Written, mathml, spoken
from symgrad.formula.tree import Apply, Brackets, Frac, Id, Num, Op, Row, Sup
from symgrad.lines import Program, adjoint, contribution, local
from symgrad.solution.context import Context
from symgrad.solution.html import render as page_of
from symgrad.solution.markdown import render as markdown_of
from symgrad.trace import evaluate
from tests.worked import WORKED

LANGUAGES = ["es", "en"]


ARITHMETICS = ["exact", "hand", "float"]


# --- Formulas -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Token:
    """A number, a name, a partial (text is ``Y b``), a blank or a sign."""

    kind: str
    text: str
    role: str = ""


@dataclass(eq=False, frozen=True)
class Leaf:
    """A number, name or partial in one place of a formula."""

    token: Token


RELATIONS = ("=", "≈")
COMPARED = {
    ">": lambda x, y: x > y,
    "<": lambda x, y: x < y,
    "≥": lambda x, y: x >= y,
    "≤": lambda x, y: x <= y,
    "=": lambda x, y: x == y,
}


CLOSING = {"(": ")", "{": "}", "|": "|"}
OPERATIONS = {
    "+": lambda x, y: x + y,
    "−": lambda x, y: x - y,
    "·": lambda x, y: x * y,
    "/": lambda x, y: x / y,
    "^": mp.power,
    "neg": lambda x: -x,
    "abs": abs,
}


class Parser:
    """Finds every way to read tokens as a list of equations, each a chain of sides."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens

    def readings(self) -> list[list[list]]:
        whole = self.separated(0, self.chain, (",",))
        found = list(islice((items for items, end in whole if end == len(self.tokens)), 20))
        assert found, f"cannot be read: {said(self.tokens)}"
        return found

    def sign(self, place: int) -> str:
        token = self.tokens[place] if place < len(self.tokens) else Token("end", "")
        return token.text if token.kind == "sign" else ""

    def separated(self, start: int, part: Callable, signs: tuple[str, ...]) -> Iterator:
        for first, end in part(start):
            if self.sign(end) in signs:
                for rest, last in self.separated(end + 1, part, signs):
                    yield [first, *rest], last
            yield [first], end

    def chain(self, start: int) -> Iterator:
        for side, end in self.side(start):
            if self.sign(end) in RELATIONS:
                for rest, last in self.chain(end + 1):
                    yield [side, self.sign(end), *rest], last
            yield [side], end

    def side(self, start: int) -> Iterator:
        for value, end in self.sum(start):
            if self.sign(end) == "if":
                for branches, last in self.separated(start, self.branch, (";",)):
                    yield ("cases", *branches), last
            yield value, end

    def branch(self, start: int) -> Iterator:
        for value, end in self.sum(start):
            if self.sign(end) != "if":
                continue
            for left, at in self.sum(end + 1):
                if self.sign(at) in COMPARED:
                    for right, last in self.sum(at + 1):
                        yield (value, left, self.sign(at), right), last

    def sum(self, start: int) -> Iterator:
        return self.infix(start, self.product, ("+", "−"))

    def product(self, start: int) -> Iterator:
        return self.infix(start, self.power, ("·", "/"))

    def infix(self, start: int, part: Callable, signs: tuple[str, ...]) -> Iterator:
        for node, end in part(start):
            yield from self.more(node, end, part, signs)

    def more(self, node, end: int, part: Callable, signs: tuple[str, ...]) -> Iterator:
        if self.sign(end) in signs:
            for other, last in part(end + 1):
                yield from self.more((self.sign(end), node, other), last, part, signs)
        yield node, end

    def power(self, start: int) -> Iterator:
        if self.sign(start) == "−":
            for node, end in self.power(start + 1):
                yield ("neg", node), end
            return
        for base, end in self.atom(start):
            if self.sign(end) == "^":
                for node, last in self.exponent(end + 1):
                    yield ("^", base, node), last
            else:
                yield base, end

    def exponent(self, start: int) -> Iterator:
        for node, end in self.sum(start):
            if self.sign(end) == "end of power":
                yield node, end + 1
        if self.sign(start) == "(":  # of a printed power
            yield from self.atom(start)
        else:  # of a spoken power of ten
            yield from self.single(start)

    def single(self, start: int) -> Iterator:
        """Read a number or name, perhaps with a minus sign."""
        if self.sign(start) == "−":
            for node, end in self.single(start + 1):
                yield ("neg", node), end
        elif start < len(self.tokens) and self.tokens[start].kind in ("num", "name"):
            yield Leaf(self.tokens[start]), start + 1

    def atom(self, start: int) -> Iterator:
        if start >= len(self.tokens):
            return
        token, following = self.tokens[start], self.sign(start + 1)
        if token.kind == "name" and following in ("(", "of"):
            yield from self.call(start, following)
        elif token.kind in ("num", "name", "partial"):
            yield Leaf(token), start + 1
        elif token.text in CLOSING:
            part = self.sum if token.text == "|" else self.side
            for node, end in part(start + 1):
                if self.sign(end) == CLOSING[token.text]:
                    yield ("abs", node) if token.text == "|" else node, end + 1
        elif token.text == "fraction":
            for node, end in self.product_of_sums(start + 1):
                if self.sign(end) == "end of fraction":
                    yield node, end + 1

    def product_of_sums(self, start: int) -> Iterator:
        for above, end in self.sum(start):
            if self.sign(end) == "/":
                for below, last in self.sum(end + 1):
                    yield ("/", above, below), last

    def call(self, start: int, opening: str) -> Iterator:
        name = self.tokens[start].text
        head = ("abs",) if name == "abs" else ("call", name)
        closing = ")" if opening == "(" else "end of argument"
        for arguments, end in self.separated(start + 2, self.argument, (",", ";")):
            if self.sign(end) == closing:
                yield (*head, *arguments), end + 1
        if opening == "of":
            for argument, end in self.single(start + 2):
                yield (*head, argument), end

    def argument(self, start: int) -> Iterator:
        if self.sign(start + 1) == "=" and self.tokens[start].text in ("α", "β"):  # α = 1
            start += 2
        return self.sum(start)


def said(tokens: list[Token]) -> str:
    return " ".join(token.text for token in tokens)


def equations(tokens: list[Token]) -> list[list[list]]:
    """Return the readings of a formula without the name of its edge and without loose signs."""
    start = next((at + 1 for at, token in enumerate(tokens) if token.text == ":"), 0)
    rest = tokens[start:]
    while rest and rest[0].text in RELATIONS:
        rest = rest[1:]
    while rest and rest[-1].text in RELATIONS:
        rest = rest[:-1]
    return Parser(rest).readings()


def leaves(node) -> Iterator[Leaf]:
    if isinstance(node, Leaf):
        yield node
    elif isinstance(node, tuple):
        for part in node:
            yield from leaves(part)


# --- Readers ------------------------------------------------------------------------------------


def from_mathml(element: ET.Element) -> list[Token]:
    return partials(list(mathml_tokens(element)))


def mathml_tokens(element: ET.Element) -> Iterator[Token]:
    role, text = element.get("class", ""), element.text or ""
    match element.tag:
        case "mn":
            yield Token("num", text)
        case "mi":
            yield Token("name", text)
        case "mtext":
            yield Token("sign", "if")
        case "mspace":
            yield Token("blank", "")
        case "mo":
            yield Token("sign", text, role)
        case "munder":
            yield from mathml_tokens(element[0])
        case "msub":
            yield Token("name", f"{element[0].text}_{element[1].text}")
        case "msqrt":
            yield Token("name", "√")
            yield from fenced([token for part in element for token in mathml_tokens(part)])
        case "msup":
            yield from mathml_tokens(element[0])
            yield Token("sign", "^")
            yield from fenced(list(mathml_tokens(element[1])))
        case "mfrac":
            yield from divided(*(list(mathml_tokens(part)) for part in element))
        case "mtable":
            for place, row in enumerate(element):
                yield from [Token("sign", ";")] * (place > 0)
                yield from mathml_tokens(row)
            yield Token("sign", "}")
        case _:
            for part in element:
                yield from mathml_tokens(part)


def fenced(tokens: list[Token]) -> list[Token]:
    return [Token("sign", "("), *tokens, Token("sign", ")")]


def divided(above: list[Token], below: list[Token]) -> list[Token]:
    bar = Token("sign", "/")
    if above[0].text == "∂":
        return [*above, bar, *below]
    return [*fenced(above), bar, *fenced(below)]


def partials(tokens: list[Token]) -> list[Token]:
    """Join ∂ Y / ∂ b to one token."""
    found: list[Token] = []
    rest = list(tokens)
    while rest:
        if [token.text for token in rest[:5:3]] == ["∂", "∂"]:
            found.append(Token("partial", f"{rest[1].text} {rest[4].text}", rest[0].role))
            rest = rest[5:]
        else:
            found.append(rest.pop(0))
    return found


SPOKEN = {
    "en": {
        "equals": "=",
        "is about": "≈",
        "plus": "+",
        "minus": "−",
        "times": "·",
        "to": "→",
        "is greater than": ">",
        "is less than": "<",
        "is at least": "≥",
        "is at most": "≤",
        "over": "/",
        "fraction": "fraction",
        ", end of fraction": "end of fraction",
        "to the power of": "^",
        ", end of power": "end of power",
        "open bracket": "(",
        "close bracket": ")",
        "of": "of",
        ", end of argument": "end of argument",
        ", end of root": "end of argument",
        ", end of absolute value": "end of argument",
        "if": "if",
        "sub": "sub",
        "the derivative of": "∂",
        "with respect to": "by",
    },
    "es": {
        "es igual a": "=",
        "es aproximadamente": "≈",
        "más": "+",
        "menos": "−",
        "por": "·",
        "es mayor que": ">",
        "es menor que": "<",
        "es mayor o igual que": "≥",
        "es menor o igual que": "≤",
        "sobre": "/",
        "fracción": "fraction",
        ", fin de la fracción": "end of fraction",
        "elevado a": "^",
        ", fin de la potencia": "end of power",
        "abre paréntesis": "(",
        "cierra paréntesis": ")",
        "de": "of",
        ", fin del argumento": "end of argument",
        ", fin de la raíz": "end of argument",
        ", fin del valor absoluto": "end of argument",
        "si": "if",
        "sub": "sub",
        "la derivada de": "∂",
        "respecto de": "by",
    },
}
PHRASES = {
    "en": {"squared": "^ 2", "square root of": "√ of", "absolute value of": "abs of"},
    "es": {"al cuadrado": "^ 2", "raíz cuadrada de": "√ of", "valor absoluto de": "abs of"},
}
NUMBER = {"en": r"\d+(?:\u202f\d+)*(?:\.\d+)?…?", "es": r"\d+(?:\u202f\d+)*(?:,\d+)?…?"}


def from_words(words: str, lang: str) -> list[Token]:
    """Read what is read aloud."""
    phrases = sorted({**SPOKEN[lang], **PHRASES[lang]}, key=len, reverse=True)
    known = "|".join(rf"{re.escape(phrase)}(?!\w)" for phrase in phrases)
    found: list[Token] = []
    pattern = re.compile(rf"({known})|({NUMBER[lang]})|(\w+)|(\S)|\s+")
    place = 0
    while place < len(words):
        match = pattern.match(words, place)
        place = match.end()
        phrase, number, name, other = match.groups()
        if phrase:
            found += phrase_tokens(phrase, lang)
        elif number or name or other:
            kind = "num" if number else "name" if name else "sign"
            found.append(Token(kind, match[0]))
    return spoken_names(found)


def phrase_tokens(phrase: str, lang: str) -> list[Token]:
    text = SPOKEN[lang].get(phrase) or PHRASES[lang][phrase]
    if text == "^ 2":
        return [Token("sign", "^"), Token("num", "2"), Token("sign", "end of power")]
    if text.endswith(" of"):
        return [Token("name", text.split()[0]), Token("sign", "of")]
    return [Token("sign", text)]


def spoken_names(tokens: list[Token]) -> list[Token]:
    """Join "w sub 0" to a name, and "the derivative of … with respect to …" to a partial."""
    names: list[Token] = []
    for token in tokens:
        if len(names) > 1 and names[-1].text == "sub":
            names[-2:] = [Token("name", f"{names[-2].text}_{token.text}")]
        else:
            names.append(token)
    found: list[Token] = []
    while names:
        if names[0].text == "∂":
            assert names[2].text == "by"
            found.append(Token("partial", f"{names[1].text} {names[3].text}"))
            names = names[4:]
        else:
            found.append(names.pop(0))
    return found


LATEX = re.compile(
    r"(?P<num>\d+(?:\\thinspace \d+)*(?:(?:\{,\}|\.)\d+)?(?:\\ldots)?)"
    r"|\\(?:left|right)(?P<fence>\\vert|[()])"
    r"|\\(?:mathit|operatorname)\{(?P<word>(?:[^{}\\]|\\.)*)\}"
    r"|\\text\{(?P<text>[^}]*)\}"
    r"|\\(?P<command>[a-z]+)"
    r"|(?P<char>[^\s~])|[\s~]+"
)
COMMANDS = {"cdot": "·", "approx": "≈", "to": "→", "le": "≤", "ge": "≥", "partial": "∂", "cr": ";"}


class Latex:
    """Reads LaTeX piece by piece."""

    def __init__(self, source: str) -> None:
        found = [match for match in LATEX.finditer(source) if match.lastgroup]
        self.pieces = [(match.lastgroup, match[match.lastgroup]) for match in found]
        self.place = 0

    def tokens(self) -> list[Token]:
        found: list[Token] = []
        while self.place < len(self.pieces) and self.pieces[self.place] != ("char", "}"):
            found = self.piece(found)
        return found

    def group(self) -> list[Token]:
        assert self.pieces[self.place] == ("char", "{")
        self.place += 1
        found = self.tokens()
        self.place += 1
        return found

    def piece(self, found: list[Token]) -> list[Token]:
        kind, text = self.pieces[self.place]
        if (kind, text) == ("char", "{"):
            return [*found, *self.group()]
        self.place += 1
        match kind, text:
            case "num", _:
                plain = text.replace("{,}", ",").replace(r"\thinspace ", "\u202f")
                return [*found, Token("num", plain.replace(r"\ldots", "…"))]
            case "word", _:
                return [*found, Token("name", re.sub(r"\\(.)", r"\1", text))]
            case "text", _:
                return [*found, Token("sign", "if")]
            case "fence", _:
                return [*found, Token("sign", "|" if text == r"\vert" else text)]
            case "command", _:
                return [*found, *self.command(text)]
            case "char", "_":
                index = self.group()[0].text
                name = found[-1].text
                log = name == "log"
                return [*found[:-1], Token("name", lowered(index) if log else f"{name}_{index}")]
            case "char", "^":
                return [*found, Token("sign", "^"), *fenced(self.group())]
            case "char", "&":
                return found
            case _:
                sign = "−" if text == "-" else text
                return [*found, Token("name" if text.isalpha() else "sign", sign)]

    def command(self, name: str) -> list[Token]:
        match name:
            case "frac":
                return divided(self.group(), self.group())
            case "sqrt":
                return [Token("name", "√"), *fenced(self.group())]
            case "underset":
                self.group()
                return self.group()
            case "begin" | "end":
                self.group()
                return [Token("sign", "{" if name == "begin" else "}")]
            case "underline":
                self.group()
                return [Token("blank", "")]
            case "sigma":
                return [Token("name", "σ")]
            case _ if name in COMMANDS:
                return [Token("sign", COMMANDS[name])]
            case _:
                return [Token("name", name)]


def lowered(index: str) -> str:
    return "log" + index.translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))


def from_latex(source: str) -> list[Token]:
    return partials(Latex(source).tokens())


# --- What names stand for -----------------------------------------------------------------------


def key(name: str) -> str:
    letter, index = name_parts(name)
    return f"{letter}_{index}" if index else letter


def logistic(x):
    return 1 / (1 + mp.exp(-x))


FUNCTIONS = {
    "σ": logistic,
    "tanh": mp.tanh,
    "exp": mp.exp,
    "ln": mp.log,
    "log₁₀": mp.log10,
    "log₂": lambda x: mp.log(x, 2),
    "√": mp.sqrt,
    "abs": abs,
    **dict.fromkeys(("sin", "sen"), mp.sin),
    "cos": mp.cos,
    "tan": mp.tan,
    **dict.fromkeys(("arcsin", "arcsen"), mp.asin),
    "arccos": mp.acos,
    "arctan": mp.atan,
    **dict.fromkeys(("sinh", "senh"), mp.sinh),
    "cosh": mp.cosh,
    "erf": mp.erf,
    "ReLU": lambda x: max(x, mp.mpf(0)),
    "LeakyReLU": lambda x, beta: x if x > 0 else beta * x,
    "ELU": lambda x, alpha=1: x if x > 0 else alpha * mp.expm1(x),
    "softplus": lambda x: mp.log1p(mp.exp(x)),
    "SiLU": lambda x: x * logistic(x),
    "GELU": lambda x: x * mp.ncdf(x),
    **{name: lambda x: mp.mpf(x > 0) for name in ("step", "escalón")},
    **dict.fromkeys(("max", "máx"), max),
    **dict.fromkeys(("min", "mín"), min),
}


def plain(printed: str) -> str:
    """Return a printed number as Python reads it."""
    return printed.translate({0x202F: None, ord(","): ".", ord("−"): "-", ord("…"): None})


def half_unit(printed: str) -> Fraction:
    """Return half a unit of the last digit of a printed number; 0 of a fraction."""
    mantissa, _, exponent = plain(printed).partition("e")
    if "/" in printed:
        return Fraction(0)
    places = len(mantissa.partition(".")[2]) - int(exponent or 0)
    return Fraction(1, 2) / Fraction(10) ** places


def exactly(printed: str) -> Fraction:
    return Fraction(plain(printed))


def real(value: Fraction):
    return mp.mpf(value.numerator) / value.denominator


class Meaning:
    """What the names of one run stand for: the numbers that the run prints for them."""

    def __init__(self, written: Written) -> None:
        self.written = written
        self.trace = written.trace
        self.lines: dict[tuple[str, str], list[str]] = {}
        for line in self.trace.lines:
            for name in self.called(line):
                self.lines.setdefault(name, []).append(line.id)

    def called(self, line) -> Iterator[tuple[str, str]]:
        if line.kind in ("given", "forward"):
            yield "name", key(line.target)
        elif line.kind == "local":
            yield "local", f"{key(line.edge.head)} {key(line.edge.tail)}"
        elif line.kind != "contribution":
            yield "gradient", f"{key(self.trace.output)} {key(line.target)}"

    def candidates(self, token: Token, rounded: bool = False) -> list[tuple]:
        """Return what a token may stand for: values, each with how much it may be off."""
        if token.kind == "num":
            value, slack = self.measured(token.text)
            half = half_unit(token.text) * bool({*token.text} & {*",."})
            return [(value, max(slack, real(half * rounded)))]
        found = [line for place in self.places(token) for line in self.lines.get(place, [])]
        if not found and token.kind == "name" and token.text in ("π", "e"):
            return [(+mp.pi if token.text == "π" else +mp.e, mp.mpf(0))]
        assert found, f"nothing is called {token.text}"
        printed = map(self.printed, found)
        return [self.measured(each, name=True) for each in dict.fromkeys(printed)]

    def is_whole(self, token: Token) -> bool:
        """Say whether a number that a token may stand for is printed with all of its digits."""
        if isinstance(self.trace.arithmetic, Float | Bound) or token.kind == "num":
            return True
        found = [line for place in self.places(token) for line in self.lines.get(place, [])]
        raw = self.trace.raw
        return any(to_fraction(raw[line]) == exactly(self.printed(line)) for line in found)

    def printed(self, line: str) -> str:
        return self.written.shown(line).text

    def places(self, token: Token) -> list[tuple[str, str]]:
        """Return what a token may be: a name, and an adjoint or a local derivative."""
        if token.kind == "name":
            return [("name", token.text)]
        roles = [token.role] if token.role else ["local", "gradient"]
        return [(role, token.text) for role in roles]

    def measured(self, printed: str, name: bool = False) -> tuple:
        """Return a printed number, and how much more precisely the run may know it."""
        value, half = exactly(printed), half_unit(printed)
        digits = re.findall(r"\d", printed.partition("e")[0].lstrip("−0,."))
        match self.trace.arithmetic:
            case ByHand():
                slack = half * ("…" in printed)
            case Float():
                slack = abs(value) / 10**14
            case Bound():  # of 9 digits where it is named, of 12 in a quotient
                slack = abs(value) / 10 ** (8 if name else 11)
            case _:
                slack = half * (len(digits) >= 7 and bool({*printed} & {*",.e"}))
        return real(value), real(Fraction(slack))

    def carried(self, numbers: int):
        """Return how much rounding by hand may change a line of so many rounded numbers."""
        if not isinstance(self.trace.arithmetic, ByHand):
            return mp.mpf(0)
        return numbers * mp.mpf(10) ** -self.trace.arithmetic.decimals / 2

    def at(self, node: str, name: str, shift):
        """Return a node at a shifted input, by a run of its own."""
        graph = self.trace.program.graph
        inputs = {each: Fraction(to_fraction(self.trace.raw[each])) for each in graph.inputs}
        (moved,) = (each for each in inputs if key(each) == name)
        inputs[moved] += Fraction(mp.nstr(shift, 30))
        (wanted,) = (each.name for each in graph.nodes if pretty_name(each.name) == node)
        run = evaluate(Program(graph).given(inputs).forward(), Exact())  # it may stand at a kink
        return real(to_fraction(run.raw[wanted]))


def is_number(node) -> bool:
    """Say whether a side is one printed number, perhaps with a power of ten."""
    if isinstance(node, Leaf):
        return node.token.kind == "num"
    power = isinstance(node[-1], tuple) and node[-1][0] == "^"
    return (node[0] == "neg" or (node[0] == "·" and power)) and is_number(node[1])


class Side:
    """One side of an equation, over what its names stand for."""

    def __init__(self, node, meaning: Meaning, rounded: bool = False) -> None:
        self.node = node
        self.meaning = meaning
        self.leaves = list(leaves(node))
        self.rounded = rounded and is_number(node)

    @property
    def numeric(self) -> bool:
        return all(leaf.token.kind == "num" for leaf in self.leaves)

    def values(self) -> Iterator[tuple]:
        """Yield the side's value and how much it may be off, for each sense of its names."""
        choices = [self.meaning.candidates(leaf.token, self.rounded) for leaf in self.leaves]
        for chosen in product(*choices):
            exact = {leaf: value for leaf, (value, _) in zip(self.leaves, chosen, strict=True)}
            here = self.value(self.node, exact)
            off = mp.mpf(0)
            for leaf, (value, slack) in zip(self.leaves, chosen, strict=True):
                if slack:
                    off += abs(self.value(self.node, {**exact, leaf: value + slack}) - here)
            yield here, off * mp.mpf("1.01")

    def value(self, node, values: dict[Leaf, object]):
        if isinstance(node, Leaf):
            return values[node]
        op, *parts = node
        if op == "cases":
            return self.value(self.branch(parts, values), values)
        if op == "call":
            return self.called(parts[0], parts[1:], values)
        numbers = [self.value(part, values) for part in parts]
        return OPERATIONS[op](*numbers)

    def branch(self, parts: list, values: dict[Leaf, object]):
        held = [
            value
            for value, left, sign, right in parts
            if COMPARED[sign](self.value(left, values), self.value(right, values))
        ]
        assert len(held) == 1, "conditions overlap or leave a gap"
        return held[0]

    def called(self, name: str, arguments: list, values: dict[Leaf, object]):
        if name in FUNCTIONS:
            return FUNCTIONS[name](*(self.value(part, values) for part in arguments))
        sign, moved, h = arguments[0]  # Y(b + 0.1)
        shift = values[h] if sign == "+" else -values[h]
        return self.meaning.at(name, moved.token.text, shift)


def assert_true(chain: list, meaning: Meaning) -> int:
    """Recalculate a chain of sides; return how many relations it has."""
    for left, relation, right in zip(chain[::2], chain[1::2], chain[2::2], strict=False):
        sides = Side(left, meaning), Side(right, meaning, relation == "≈")
        symbols = not all(side.numeric for side in sides)
        if relation == "=" and sides[1].numeric and isinstance(left, Leaf):
            assert meaning.is_whole(left.token), (
                f"{shown(left)} has more digits than {shown(right)}"
            )
        strict = relation == "=" and not symbols
        count = max(len(side.leaves) for side in sides) if symbols else 1
        more = mp.mpf(0) if strict else meaning.carried(count)
        pairs = list(product(sides[0].values(), sides[1].values()))
        off = [
            (abs(x - y), more + (mp.mpf(0) if strict else dx + dy)) for (x, dx), (y, dy) in pairs
        ]
        size = 1 + abs(pairs[0][0][0])
        assert any(found <= allowed + size * mp.mpf("1e-38") for found, allowed in off), (
            f"{shown(left)} {relation} {shown(right)} is off by {off}"
        )
    return len(chain) // 2


def shown(node) -> str:
    if isinstance(node, Leaf):
        return node.token.text
    return f"({' '.join(shown(part) if not isinstance(part, str) else part for part in node)})"


# --- Pages --------------------------------------------------------------------------------------


class Html(HTMLParser):
    """A page as a tree."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.builder = ET.TreeBuilder()
        self.feed(page)
        self.root = self.builder.close()

    def handle_starttag(self, tag, attrs):
        if tag == "wbr":  # a formula may be broken there: its pieces are one
            return
        self.builder.start(tag, {name: value or "" for name, value in attrs})
        if tag == "meta":
            self.builder.end(tag)

    def handle_startendtag(self, tag, attrs):
        self.builder.start(tag, {name: value or "" for name, value in attrs})
        self.builder.end(tag)

    def handle_endtag(self, tag):
        self.builder.end(tag)

    def handle_data(self, data):
        self.builder.data(data)


@dataclass(frozen=True)
class Formula:
    """What one place of a page shows, what is read aloud there, and whether it checks the run."""

    tokens: list[Token]
    words: str = ""
    checked: bool = False


def formulas(root: ET.Element) -> Iterator[Formula]:
    """Yield all formulas of a page: pieces with nothing but space between them are one."""
    tables = [table for table in root.iter("table") if len(table.findall(".//th")) == 6]
    checks = {element for table in tables for element in table.iter()}
    for parent in root.iter():
        pieces: list[ET.Element] = []
        for child in [*parent, ET.Element("end")]:
            if child.tag == "math":
                pieces.append(child)
            if pieces and (child.tag != "math" or (child.tail or "").strip()):
                yield joined(pieces, parent in checks)
                pieces = []


def joined(pieces: list[ET.Element], checked: bool) -> Formula:
    tokens = partials([token for piece in pieces for token in mathml_tokens(piece)])
    words = " ".join(piece.attrib["aria-label"] for piece in pieces)
    return Formula(tokens, words, checked)


def is_quotient(tokens: list[Token], meaning: Meaning) -> bool:
    """Say whether a formula is a difference quotient, which belongs to the run it checks."""
    nodes = {pretty_name(node.name) for node in meaning.trace.program.graph.nodes}
    pairs = pairwise(tokens)
    return any(
        token.kind == "name" and token.text in nodes and following.text in ("(", "of")
        for token, following in pairs
    )


def is_no_equation(tokens: list[Token]) -> bool:
    """Say whether a formula has room for an answer, or names an edge, a sum or some inputs."""
    texts = [token.text for token in tokens]
    return bool({"", "Σ", "…"} & {*texts}) or ("→" in texts and ":" not in texts)


def recalculated(found: Formula, meaning: Meaning, reference: Meaning) -> int:
    """Check all equations of a formula; return how many relations there were."""
    if is_no_equation(found.tokens):
        return 0
    checked = found.checked or is_quotient(found.tokens, meaning)
    (reading,) = equations(found.tokens)
    return sum(assert_true(chain, reference if checked else meaning) for chain in reading)


def tried(node) -> object:
    """Return a number that tells formulas apart, whatever their names stand for."""
    if isinstance(node, Leaf):
        if node.token.kind == "num":
            return real(exactly(node.token.text))
        return mp.mpf(2 + crc32(node.token.text.encode()) % 997) / 7
    op, *parts = node
    if op in OPERATIONS:
        return OPERATIONS[op](*map(tried, parts))
    flat = [each for part in parts for each in (part if op == "cases" else [part])]
    numbers = [crc32(each.encode()) if isinstance(each, str) else tried(each) for each in flat]
    return mp.mpf(sum(number / (place + 3) for place, number in enumerate(numbers)))


def assert_spoken(found: Formula, lang: str) -> None:
    """Check that the words can be read as what is shown."""
    if is_no_equation(found.tokens):
        return
    (printed,) = equations(found.tokens)
    heard = equations(from_words(found.words, lang))
    assert any(is_same(printed, reading) for reading in heard), found.words


def is_same(reading: list, other: list) -> bool:
    """Say whether two readings are the same equations."""
    if [chain[1::2] for chain in reading] != [chain[1::2] for chain in other]:
        return False
    sides = zip(chain_sides(reading), chain_sides(other), strict=True)
    return all(abs(x - y) <= abs(x) * mp.mpf("1e-30") for x, y in sides)


def chain_sides(reading: list) -> list:
    return [tried(side) for chain in reading for side in chain[::2]]


@dataclass(frozen=True)
class Case:
    """A solution, and what the names of its page stand for."""

    solution: object
    meaning: Meaning
    reference: Meaning

    @property
    def document(self):
        return self.solution.document


def case(solution, trace) -> Case:
    context = Context.of(trace, solution.document.lang, solution.document.mark)
    reference = Written(context.reference, solution.document.lang, solution.document.mark)
    return Case(solution, Meaning(context.written), Meaning(reference))


@cache
def worksheet(name: str, lang: str, arithmetic: str) -> Case:
    solution = load(name).solve(lang, arithmetic=arithmetic)
    return case(solution, solution.trace)


@cache
def html(name: str, lang: str, arithmetic: str) -> ET.Element:
    return Html(page_of(worksheet(name, lang, arithmetic).document)).root


PAGES = pytest.mark.parametrize(
    ("name", "lang", "arithmetic"), list(product(WORKED, LANGUAGES, ARITHMETICS))
)


@pytest.fixture(autouse=True)
def many_digits():
    with mp.workdps(60):
        yield


def relations_of_page(root: ET.Element, found: Case) -> int:
    return sum(recalculated(each, found.meaning, found.reference) for each in formulas(root))


@PAGES
def test_every_equality_of_the_page_is_true(name, lang, arithmetic):
    count = relations_of_page(html(name, lang, arithmetic), worksheet(name, lang, arithmetic))
    assert count > (70 if name == "graph" else 110)


@PAGES
def test_what_is_read_aloud_is_what_is_shown(name, lang, arithmetic):
    found = list(formulas(html(name, lang, arithmetic)))
    for each in found:
        assert_spoken(each, lang)
    assert len(found) > 150


# --- Tables -------------------------------------------------------------------------------------


def tables(root: ET.Element) -> list[list[list[list[Token]]]]:
    """Return the cells of every table of a page."""
    return [
        [[from_mathml(cell) for cell in row] for row in table.findall("tbody/tr")]
        for table in root.iter("table")
    ]


def number_in(tokens: list[Token], meaning: Meaning):
    """Return the value of a cell, or of what stands behind its last sign."""
    signs = [at for at, token in enumerate(tokens) if token.text in RELATIONS]
    ((chain,),) = equations(tokens[signs[-1] if signs else 0 :])
    ((value, _),) = Side(chain[-1], meaning).values()
    return value


def printed_value(written: Written, line: str):
    return real(exactly(written.shown(line).text))


@PAGES
def test_the_table_of_the_forward_pass_has_the_numbers_of_the_run(name, lang, arithmetic):
    found = worksheet(name, lang, arithmetic)
    meaning, written = found.meaning, found.meaning.written
    rows = tables(html(name, lang, arithmetic))[0]
    lines = [line for line in written.trace.lines if line.kind == "forward"]
    for (node, operation, numbers, value, *exact), line in zip(rows, lines, strict=True):
        assert said(node) == key(line.target)
        assert number_in(value, meaning) == printed_value(written, line.id)
        equal = [Token("sign", "=")]
        between = [] if said(numbers).endswith("≈") else equal
        whole = [*node, *equal, *operation, *equal, *numbers, *between, *value]
        assert recalculated(Formula(whole), meaning, found.reference) == 3
        for cell in exact:
            assert number_in(cell, meaning) == printed_value(found.reference.written, line.id)
    assert bool(exact) == (arithmetic == "hand")


@PAGES
def test_the_table_of_the_backward_pass_has_the_numbers_of_the_run(name, lang, arithmetic):
    found = worksheet(name, lang, arithmetic)
    meaning, written = found.meaning, found.meaning.written
    output = written.trace.output
    rows = tables(html(name, lang, arithmetic))[1]
    edges = [line.edge for line in written.trace.lines if line.kind == "contribution"]
    for (arrow, upstream, slope, passed, *_), edge in zip(rows, edges, strict=True):
        assert said(arrow) == f"{key(edge.tail)} → {key(edge.head)}"
        ids = (adjoint(output, edge.head), local(edge), contribution(output, edge))
        for cell, line in zip((upstream, slope, passed), ids, strict=True):
            assert number_in(cell, meaning) == printed_value(written, line)
        factors = [Token("sign", "·"), *fenced(slope[-slope[::-1].index(last_sign(slope)) :])]
        both = [*upstream[-upstream[::-1].index(last_sign(upstream)) :], *factors]
        assert abs(number_in(both, meaning) - number_in(passed, meaning)) < mp.mpf("0.0006")


def last_sign(tokens: list[Token]) -> Token:
    return [token for token in tokens if token.text in RELATIONS][-1]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", WORKED)
def test_the_table_of_the_gradient_has_the_numbers_of_both_runs(name, lang):
    """Only a run by hand has it; else there is a list of equations."""
    found = worksheet(name, lang, "hand")
    written, exact = found.meaning.written, found.reference.written
    rows = tables(html(name, lang, "hand"))[2]
    for (partial, value, unrounded), each in zip(
        rows, written.trace.program.graph.inputs, strict=True
    ):
        line = adjoint(written.trace.output, each)
        assert said(partial) == f"{key(written.trace.output)} {key(each)}"
        assert number_in(value, found.meaning) == printed_value(written, line)
        assert number_in(unrounded, found.meaning) == printed_value(exact, line)


def spelled(tokens: list[Token]) -> str:
    """Return a number as text again: 2 · 10 ^ ( − 7 ) is 2e−7."""
    return re.sub(r"·10\^\((.*)\)", r"e\1", "".join(token.text for token in tokens))


@PAGES
def test_the_table_of_quotients_has_the_numbers_of_the_check(name, lang, arithmetic):
    found = worksheet(name, lang, arithmetic)
    rows = iter(tables(html(name, lang, arithmetic))[-1])
    count = 0
    for differences in found.solution.differences:
        for row in differences.rows:
            partial, h, *pairs = next(rows)
            assert partial[0].text.endswith(f" {key(differences.name)}")
            assert exactly(spelled(h)) == row.h.value
            for scheme, cells in zip(("forward", "central"), (pairs[:2], pairs[2:]), strict=True):
                quotient, error = map(spelled, cells)
                known = row.exactly(scheme)
                off = known - differences.derivative
                assert abs(exactly(quotient) - known) <= half_unit(quotient)
                assert abs(exactly(error) - off) <= half_unit(error) + abs(known) / 10**15
                count += 1
    assert count == 6 * len(found.meaning.trace.program.graph.inputs)
    assert next(rows, None) is None


def test_the_polynomials_of_the_check_are_the_quotients():
    graph = Graph.from_text("u = a*a; Y = u*b - a/3")
    trace = graph.run({"a": "2", "b": "-1.5"})
    page = Html(page_of(trace.solution("en", "."))).root
    said_in = [
        p for p in page.iter("p") if "the forward quotient is exactly" in "".join(p.itertext())
    ]
    (verdict,) = said_in
    partial, quotient, rest, *_, second, central = formulas(verdict)
    assert partial.tokens[0].text == "Y a"
    assert exactly(spelled(second.tokens)) == -3  # ∂²Y/∂a² = 2b
    for h in (Fraction(1, 10), Fraction(-3)):
        forward = (value_at(h) - value_at(0)) / h
        middle = (value_at(h) - value_at(-h)) / (2 * h)
        slope = 2 * 2 * Fraction("-1.5") - Fraction(1, 3)
        for found, wanted in ((quotient, forward), (rest, forward - slope), (central, middle)):
            ((chain,),) = equations(found.tokens)
            assert abs(at_step(chain[0], real(h)) - real(wanted)) < mp.mpf("1e-40")


def value_at(h: Fraction) -> Fraction:
    """Return Y = a²b − a/3 at a = 2 + h, b = −3/2."""
    a = 2 + Fraction(h)
    return a * a * Fraction("-1.5") - a / 3


def at_step(node, h):
    """Return the value of a polynomial in h."""
    if isinstance(node, Leaf):
        return h if node.token.text == "h" else real(exactly(node.token.text))
    return OPERATIONS[node[0]](*(at_step(part, h) for part in node[1:]))


# --- Pictures -----------------------------------------------------------------------------------


def pieces(drawing: ET.Element, step: int) -> list[str]:
    """Return the texts of a drawing that are shown at a step, in their order."""
    shown_then = []
    for text in drawing.findall("g")[-1].iter("text"):
        bounds = dict(re.findall(r"--(\w+):(\d+)", text.get("style", "")))
        if int(bounds.get("from", 0)) <= step < int(bounds.get("until", 10**6)):
            shown_then.append(text.text)
    return shown_then


def expected(written: Written, step: int) -> list[str]:
    """Return the numbers of wires and boxes that the lines of a step and earlier ones know."""
    trace = written.trace
    known = {line.id for each in trace.steps[:step] for line in each.lines}
    output = trace.output

    def number(line: str, signed: bool = False) -> str:
        text = written.shown(line).text if line in known else "?"
        return f"{written.sign(line) if line in known else '='} {text}" if signed else text

    texts = []
    for edge in trace.program.graph.edges:
        texts += [number(edge.tail), number(contribution(output, edge))]
    for node in trace.program.graph.nodes:
        texts += [pretty_name(node.name), number(node.name, True)]
        texts += [f"∂{pretty_name(output)}/∂{pretty_name(node.name)}"]
        texts += [number(adjoint(output, node.name), True)]
    return texts


def is_told(text: str, names: set[str]) -> bool:
    """Say whether a text of a picture is a name, a number or its absence: no sign, no formula."""
    return text in names or bool(re.fullmatch(r"([=≈] )?(\?|−?[\d\u202f.,/e…-]+)", text))


@PAGES
def test_the_pictures_show_the_numbers_that_are_known_at_each_step(name, lang, arithmetic):
    written = worksheet(name, lang, arithmetic).meaning.written
    root = html(name, lang, arithmetic)
    films = [svg for svg in root.iter("svg") if svg.get("class") == "symgrad-film"]
    assert films
    for film in films:
        for step in range(1, len(written.trace.steps) + 1):
            wanted = expected(written, step)
            told_then = [text.replace("≈ ?", "= ?") for text in pieces(film, step)]
            found = [text for text in told_then if is_told(text, {*wanted})]
            assert found == wanted
        assert len(wanted) > 30


# --- Markdown -----------------------------------------------------------------------------------


def formulas_in_markdown(text: str) -> Iterator[Formula]:
    for source in re.findall(r"\$\$\n(.*?)\n\$\$", text, re.DOTALL):
        yield Formula(from_latex(source))
    for line in re.sub(r"\$\$\n.*?\n\$\$", "", text, flags=re.DOTALL).splitlines():
        checked = line.startswith("|") and line.count(" | ") == 5
        for source in re.findall(r"(?<!\\)\$(.+?)(?<!\\)\$", line):
            yield Formula(from_latex(source), "", checked)


@cache
def markdown(name: str, lang: str, arithmetic: str) -> str:
    return markdown_of(worksheet(name, lang, arithmetic).document, "files").text


@PAGES
def test_every_equality_of_the_markdown_is_true(name, lang, arithmetic):
    found = worksheet(name, lang, arithmetic)
    text = markdown(name, lang, arithmetic)
    count = sum(
        recalculated(each, found.meaning, found.reference) for each in formulas_in_markdown(text)
    )
    assert count > (70 if name == "graph" else 110)


@PAGES
def test_the_markdown_has_the_formulas_of_the_page(name, lang, arithmetic):
    """Only the strip of small steps is the page's own."""
    root = html(name, lang, arithmetic)
    (strip,) = root.iter("nav")
    page, small = told(formulas(root)), told(formulas(strip))
    latex = told(formulas_in_markdown(markdown(name, lang, arithmetic)))
    assert latex <= page
    assert page - small <= latex
    assert len(latex) > 50


def told(found: Iterator[Formula]) -> set[str]:
    return {said(each.tokens) for each in found if not is_no_equation(each.tokens)}


# --- Random graphs ------------------------------------------------------------------------------


def has_no_pi(random) -> bool:
    """Say whether π is only the number on a page: derivatives of erf and gelu contain it."""
    return "pi" not in dict(random.lines)


def assert_true_document(trace, lang: str) -> int:
    """Check a page and its Markdown; return how many relations they have."""
    solution = Holder(trace.solution(lang, "," if lang == "es" else "."))
    found = case(solution, trace)
    root = Html(page_of(solution.document)).root
    for each in formulas(root):
        assert_spoken(each, lang)
    count = relations_of_page(root, found)
    for each in formulas_in_markdown(markdown_of(solution.document, "files").text):
        count += recalculated(each, found.meaning, found.reference)
    return count


@dataclass(frozen=True)
class Holder:
    """What has a document, as the solution of a worksheet has."""

    document: object


@settings(max_examples=20)
@given(
    random_graphs(lines=4, depth=1).filter(has_no_pi),
    st.sampled_from(LANGUAGES),
    st.sampled_from([Exact(), ByHand(decimals=3), Float()]),
    st.booleans(),
)
def test_every_equality_on_the_page_of_a_random_graph_is_true(random, lang, arithmetic, expand):
    graph = random.graph(expand=expand)
    try:
        trace = graph.run(random.inputs, arithmetic, output=random.output)
    except EvaluationError:  # what is rounded by hand may leave a domain
        return
    with mp.workdps(60):
        assert assert_true_document(trace, lang) >= 2


@settings(max_examples=20)
@given(random_graphs(RATIONAL, lines=4, depth=2).filter(has_no_pi), st.sampled_from(LANGUAGES))
def test_every_equality_on_the_page_of_a_rational_graph_is_true(random, lang):
    trace = random.graph().run(random.inputs, output=random.output)
    with mp.workdps(60):
        assert assert_true_document(trace, lang) >= 2


ODD = [
    ("Y = 2*3", {}),
    ("Y = pi*x + e", {"x": 2}),
    ("d = a*a; Y = d*d", {"a": -3}),
    ("u = a/a; Y = u + a", {"a": "2/3"}),
    ("Y = (a/b)^2", {"a": "2/3", "b": "-4/5"}),
    ("Y = exp(a)^2*b^-3", {"a": "0.5", "b": -2}),
    ("Y = x/(1e-7*y)", {"x": 3, "y": 12345678}),
    ("Y = abs(a)*sqrt(b)", {"a": -3, "b": 4}),
    ("Y = leaky_relu(a, 0.2) + max(a, b, 2)*step(b)", {"a": -3, "b": 4}),
    ("Omega_1 = w0*x_max; layer2 = Omega_1 + w0; Y = layer2/x_max", {"w0": 2, "x_max": "0.3"}),
]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("arithmetic", [Exact(), ByHand(decimals=3), Float()], ids=str)
@pytest.mark.parametrize(("text", "inputs"), ODD, ids=[text for text, _ in ODD])
@pytest.mark.parametrize("expand", [True, False])
def test_every_equality_on_the_page_of_an_odd_graph_is_true(text, inputs, arithmetic, lang, expand):
    trace = Graph.from_text(text, inputs=inputs, expand=expand).run(inputs, arithmetic)
    assert assert_true_document(trace, lang) >= 4


# --- The readers themselves ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        ("Y = 6", "Y = 7"),
        ("∂Y/∂d", "∂Y/∂e"),
    ],
)
def test_a_page_with_a_wrong_line_is_noticed(words):
    """What a line says is changed, and with it every place that prints it."""
    trace = Graph.from_text("d = a + b; e = b - c; Y = d*e").run({"a": 1, "b": 2, "c": 3})
    line = {"Y = 6": "Y", "∂Y/∂d": "∂Y/∂d"}[words[0]]
    lying = type(trace)(trace.program, trace.arithmetic, {**trace.raw, line: Fraction(7)})
    with pytest.raises(AssertionError, match="is off by"):
        assert_true_document(lying, "en")


PAIRS = [
    (Sup(Brackets(Num("−3")), Num("2")), Row((Op("neg"), Sup(Num("3"), Num("2"))))),
    (Sup(Brackets(Num("2/3")), Num("2")), Frac(Num("2"), Sup(Num("3"), Num("2")))),
    (Frac(Num("2"), Num("3/4")), Frac(Num("2/3"), Num("4"))),
    (Frac(Frac(Id("a"), Id("b")), Id("c")), Frac(Id("a"), Frac(Id("b"), Id("c")))),
    (
        Frac(Num("1"), Row((Id("a"), Op("+"), Frac(Id("b"), Id("c"))))),
        Frac(Row((Frac(Num("1"), Id("a")), Op("+"), Id("b"))), Id("c")),
    ),
    (Sup(Apply("exp", (Id("x"),)), Num("2")), Apply("exp", (Sup(Id("x"), Num("2")),))),
    (Apply("exp", (Num("2/3"),)), Frac(Apply("exp", (Num("2"),)), Num("3"))),
    (Frac(Num("2"), Num("3e-5")), Row((Num("2/3"), Op("·"), Num("1e-5")))),
]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("pair", PAIRS)
def test_formulas_that_differ_only_by_brackets_sound_different(pair, lang):
    roots = [ET.fromstring(mathml(tree, lang, block=True)) for tree in pair]
    found = [joined([root], False) for root in roots]
    assert found[0].words != found[1].words
    for each in found:
        assert_spoken(each, lang)


def test_the_readers_refuse_what_they_do_not_know():
    with pytest.raises(AssertionError, match="cannot be read"):
        equations(from_latex(r"a \cdot"))
    with pytest.raises(AssertionError, match="cannot be read"):
        equations(from_words("a plus open bracket b", "en"))
    assert said(from_latex(r"\frac{\partial Y}{\partial x_{1}} \approx -0{,}5")) == "Y x_1 ≈ − 0,5"
    assert said(from_words("la derivada de Y respecto de x sub 1 es igual a menos 0,5", "es")) == (
        "Y x_1 = − 0,5"
    )


def test_a_long_sum_is_spoken_without_recursion():
    tree = Id("a")
    for _ in range(3000):
        tree = Row((tree, Op("+"), Id("b")))
    words = spoken(Frac(tree, Num("3")), "en")
    assert words.startswith("fraction a plus b plus b")
    assert words.endswith("plus b over 3, end of fraction")
