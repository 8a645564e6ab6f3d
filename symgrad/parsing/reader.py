"""The Pratt parser: assignments and expressions out of tokens, on a stack of its own."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from functools import partial

from symgrad.characters import as_name, printable
from symgrad.expr import Call, Expr, Lit, Ref
from symgrad.operations import FUNCTIONS, Operation
from symgrad.parsing.powers import check_powers
from symgrad.parsing.tokens import Limits, Token, Tokens


@dataclass(frozen=True, slots=True)
class Assignment:
    """One line ``name = expr`` of a text."""

    name: str
    expr: Expr
    line: int
    span: tuple[int, int]


def parse_expression(text: str, limits: Limits | None = None) -> Expr:
    """Read one expression.

    Parameters
    ----------
    text : str
        For example ``"(a + b) * (b - c)"``.
    limits : Limits, optional
        Bounds; the default is meant for text from outside.

    Raises
    ------
    ParseError
        With code, line, column and an excerpt.

    Examples
    --------
    >>> parse_expression("-2^2")
    Call(op='neg', args=(Call(op='pow', args=(Lit(value=Fraction(2, 1), written='2'),
    Lit(value=Fraction(2, 1), written='2')), params=()),), params=())
    >>> parse_expression("2 x")
    Traceback (most recent call last):
    symgrad.errors.ParseError: line 1, column 3: a sign is missing before 'x'. ...
    """
    reader = Reader(text, limits or Limits())
    reader.skip_breaks()
    expr = reader.expression()
    reader.skip_breaks()
    if reader.peek.kind != "end":
        reader.refuse_rest()
    return expr


def parse_assignments(text: str, limits: Limits | None = None) -> tuple[Assignment, ...]:
    """Read lines ``name = expression``, separated by line breaks or semicolons.

    ``#`` begins a comment. The order is kept; whether the names make a graph is not asked here.

    Examples
    --------
    >>> [line.name for line in parse_assignments("d = a + b; e = b - c; Y = d*e  # the exercise")]
    ['d', 'e', 'Y']
    """
    reader = Reader(text, limits or Limits())
    lines = []
    reader.skip_breaks()
    while reader.peek.kind != "end":
        lines.append(reader.assignment())
        if reader.peek.kind not in ("break", "end"):
            reader.refuse_rest()
        reader.skip_breaks()
    return tuple(lines)


# Left and right binding power of the infix signs (Pratt 1973). `^` groups to the right, and the
# sign in front of a term binds looser than `^`: -2^2 is -(2^2).
_INFIX = {
    "+": ("add", 10, 10),
    "-": ("sub", 10, 10),
    "*": ("mul", 20, 20),
    "/": ("div", 20, 20),
    "^": ("pow", 30, 29),
}
_PREFIX_POWER = 25

# Names of functions that books in Spanish use, and other systems' names.
_WRITE_FUNCTION = {
    **dict.fromkeys(("sen", "seno", "Sen", "SEN"), "sin"),
    **dict.fromkeys(("coseno", "Cos"), "cos"),
    **dict.fromkeys(("tg", "tag", "tangente"), "tan"),
    **dict.fromkeys(("arcsen", "arcsin", "asen"), "asin"),
    **dict.fromkeys(("arccos", "arcocoseno"), "acos"),
    **dict.fromkeys(("arctg", "arctan", "atg"), "atan"),
    **dict.fromkeys(("senh", "sh"), "sinh"),
    **dict.fromkeys(("ch",), "cosh"),
    **dict.fromkeys(("tgh", "th"), "tanh"),
    **dict.fromkeys(("ln", "Ln", "LN", "Log", "logn"), "log"),
    **dict.fromkeys(("raiz", "raíz", "sqr", "rcuad"), "sqrt"),
    **dict.fromkeys(("sigma", "σ", "sigmoide", "logistic", "expit"), "sigmoid"),
    **dict.fromkeys(("ReLU", "Relu", "RELU"), "relu"),
    **dict.fromkeys(("leakyrelu", "LeakyReLU", "leakyReLU", "lrelu"), "leaky_relu"),
    **dict.fromkeys(("ELU",), "elu"),
    **dict.fromkeys(("swish", "SiLU"), "silu"),
    **dict.fromkeys(("GELU",), "gelu"),
    **dict.fromkeys(("heaviside", "Heaviside", "escalon", "escalón"), "step"),
    **dict.fromkeys(("maximo", "máximo", "máx", "Max"), "max"),
    **dict.fromkeys(("minimo", "mínimo", "mín", "Min"), "min"),
    **dict.fromkeys(("modulo", "módulo", "Abs", "valorabsoluto"), "abs"),
    **dict.fromkeys(("pow", "power", "potencia"), "^"),
}


@dataclass(slots=True)
class _Frame:
    """A place that waits for an operand: what to do with it, and the power to go back to."""

    power: int
    token: Token
    finish: Callable[[Expr], Expr] | None = None  # None: an open bracket
    function: Operation | None = None
    arguments: list[Expr] = field(default_factory=list)


class Reader(Tokens):
    """Reads assignments and expressions."""

    def __init__(self, text: str, limits: Limits) -> None:
        super().__init__(text, limits)
        self._lines = (0, 1)  # an offset, and the number of the line there

    def assignment(self) -> Assignment:
        """Read ``name = expression``."""
        target = self.advance()
        if target.kind != "name":
            self.refuse("name_expected", target.start, text=printable(target.text))
        if self.peek.text != "=":
            self.refuse("equals_expected", self.peek.start, name=printable(target.text))
        self.equals = self.advance().start
        expr = self.expression()
        end = expr.span[1] if expr.span else self.peek.start
        return Assignment(as_name(target.text), expr, self._line(target), (target.start, end))

    def _line(self, token: Token) -> int:
        """Return the line of a token, counted on from the one that was asked for before."""
        offset, line = self._lines
        self._lines = (token.start, line + self.text.count("\n", offset, token.start))
        return self._lines[1]

    def expression(self) -> Expr:
        """Read an expression; the frames are the recursion of Pratt's algorithm, on a list."""
        frames: list[_Frame] = []
        power = 0
        while True:
            power = self._open(frames, power)
            left = self._atom()
            while True:
                infix = _INFIX.get(self.peek.text)
                if infix is not None and infix[1] > power:
                    operation, _, right = infix
                    self._push(frames, _Frame(power, self.advance(), _binary(operation, left)))
                    power = right
                    break
                if not frames:
                    return check_powers(left, self)
                frame = frames[-1]
                if frame.finish is None and self._continues(frame, left):
                    power = 0
                    break
                left = self._close(frames.pop(), left)
                power = frame.power

    def _open(self, frames: list[_Frame], power: int) -> int:
        """Push the signs, brackets and function names that stand before an operand."""
        while True:
            token = self.peek
            if token.text in ("-", "+"):
                self.advance()
                finish = partial(_negative, token.start) if token.text == "-" else _same
                self._push(frames, _Frame(power, token, finish))
                power = _PREFIX_POWER
            elif token.text == "(":
                self.advance()
                self._push(frames, _Frame(power, token))
                power = 0
            elif token.kind == "name" and self.opens_call():
                function = self._function(self.advance())
                self.advance()
                self._push(frames, _Frame(power, token, function=function))
                power = 0
            else:
                return power

    def _push(self, frames: list[_Frame], frame: _Frame) -> None:
        if len(frames) == self.limits.depth:
            self.refuse("too_deep", frame.token.start, limit=self.limits.depth)
        frames.append(frame)

    def _function(self, token: Token) -> Operation:
        name = as_name(token.text)
        if name in FUNCTIONS:
            return FUNCTIONS[name]
        if name in _WRITE_FUNCTION:
            self.refuse("write_function", token.start, name=name, write=_WRITE_FUNCTION[name])
        near = difflib.get_close_matches(name, FUNCTIONS, n=1, cutoff=0.75)
        if near:  # perhaps another function, as asinh and cbrt are: no advice to write this one
            self.refuse("similar_function", token.start, name=printable(name), near=near[0])
        self.refuse("unknown_function", token.start, name=printable(name))

    def _atom(self) -> Expr:
        token = self.advance()
        if token.kind == "number":
            return self._number(token)
        if token.kind == "name":
            return Ref(as_name(token.text), (token.start, token.end))
        if token.kind in ("end", "break"):
            self.refuse("ends_early", token.start)
        self.refuse("operand_missing", token.start, text=printable(token.text))

    def _number(self, token: Token) -> Lit:
        mantissa, _, exponent = token.text.lower().partition("e")
        if sum(character.isdigit() for character in mantissa) > self.limits.digits:
            self.refuse("too_many_digits", token.start, limit=self.limits.digits)
        size = exponent.lstrip("+-0")
        if len(size) > 9 or int(size or 0) > self.limits.exponent:
            self.refuse("exponent_too_large", token.start, limit=self.limits.exponent)
        if self.peek.kind == "number" and self.peek.start == token.end:
            self.refuse("two_points", token.start)
        value = Fraction(Decimal(token.text))
        return Lit(value, token.text, (token.start, token.end))

    def _continues(self, frame: _Frame, left: Expr) -> bool:
        """Handle the comma of a call; say whether another argument follows."""
        if self.peek.text != ",":
            return False
        if frame.function is None:
            self.refuse("comma", self.peek.start)
        self.advance()
        frame.arguments.append(left)
        return True

    def _close(self, frame: _Frame, left: Expr) -> Expr:
        if frame.finish is not None:
            return frame.finish(left)
        if self.peek.text != ")":
            if self.peek.kind in ("end", "break"):
                self.refuse("bracket_not_closed", frame.token.start)
            self.refuse_rest()
        end = self.advance().end
        if frame.function is None:
            return replace(left, span=(frame.token.start, end))
        return self._apply(frame.function, [*frame.arguments, left], frame.token, end)

    def _apply(self, function: Operation, arguments: list[Expr], token: Token, end: int) -> Call:
        """Split what stands between the brackets into arguments and parameters of the row."""
        least, most = function.arity
        most = len(arguments) if most is None else most
        written = [parameter for parameter in function.params if parameter.written]
        given = arguments[most:]
        if len(arguments) < least or len(given) > len(written):
            self.refuse(
                "arity", token.start, name=function.name, count=len(arguments), usage=function.usage
            )
        values = {}
        for parameter, value in zip(written, given, strict=False):
            if not isinstance(value, Lit):
                at = value.span[0] if value.span else token.start
                self.refuse("parameter_number", at, name=function.name, parameter=parameter.name)
            values[parameter.name] = value.value
        params = tuple(
            values.get(parameter.name, parameter.default) for parameter in function.params
        )
        return Call(function.name, tuple(arguments[:most]), params, (token.start, end))


def _binary(operation: str, left: Expr) -> Callable[[Expr], Expr]:
    def finish(right: Expr) -> Expr:
        start = left.span[0] if left.span else 0
        end = right.span[1] if right.span else 0
        if operation == "div" and isinstance(left, Lit) and isinstance(right, Lit):
            # 1/3 of two written integers is a number, not a division.
            whole = left.written.removeprefix("-").isdecimal() and right.written.isdecimal()
            if whole and right.value:
                written = f"{left.written}/{right.written}"
                return Lit(left.value / right.value, written, (start, end))
        return Call(operation, (left, right), (), (start, end))

    return finish


def _negative(start: int, expr: Expr) -> Expr:
    span = (start, expr.span[1] if expr.span else start)
    if isinstance(expr, Lit) and not expr.written.startswith("-"):
        sign = "-" if expr.value else ""  # never -0
        return Lit(-expr.value, sign + expr.written, span)
    return Call("neg", (expr,), (), span)


def _same(expr: Expr) -> Expr:
    return expr
