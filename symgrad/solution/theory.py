"""Formulas of theory for the error of difference quotients, with the numbers put in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from symgrad.curves import Curve
from symgrad.error_models import Model
from symgrad.expr import Ref
from symgrad.formula import build
from symgrad.formula.tree import Apply, Brackets, Frac, Id, Num, Op, Partial, Row, Sup, Tree
from symgrad.schemes import SCHEMES, Scheme
from symgrad.solution.document import Block, Formulas, Heading, Paragraph, Sentence
from symgrad.solution.subject import Subject

_PRIMES = {1: "′", 2: "″", 3: "‴", 4: "⁽⁴⁾", 5: "⁽⁵⁾"}


def theory(subject: Subject, found: Sequence[Curve], epsilon: float) -> Iterator[Block]:
    """Yield the formulas of theory, with the numbers of this function put in."""
    yield Heading(Sentence("lesson.theory"), 3)
    data = {"epsilon": Row((Id("ε"), Op("="), subject.size(epsilon)))}
    yield Paragraph(Sentence("lesson.theory_why", data), "why")
    yield Formulas(
        tuple(
            Row((_size(order), Op("="), _bars(derived(subject, order)), Op("≈"), number))
            for order, number in _numbers(subject, found[0]).items()
        )
    )
    for each in found:
        yield Heading(Sentence(f"scheme.{each.scheme}"), 4)
        yield Formulas(tuple(_formulas(subject, each, epsilon)))
        if each.theory is None:
            yield Paragraph(Sentence("lesson.no_best"), "note")


def _size(order: int) -> Tree:
    """Return how the size of a derivative is called: M₃."""
    return Id(f"M_{order}", "plain")


def _numbers(subject: Subject, curve: Curve) -> dict[int, Tree]:
    return {order: subject.size(size, 3) for order, size in sorted(curve.sizes.items())}


def _formulas(subject: Subject, curve: Curve, epsilon: float) -> Iterator[Tree]:
    """Yield the quotient, its error, and the best h in symbols and in numbers."""
    model = curve.model
    yield _quotient(subject, SCHEMES[curve.scheme])
    yield Row((_bars(Id("E")), Op("≈"), _terms(subject, model)))
    if curve.theory is None:
        return
    symbols = _root(subject, model, Id("ε"), {order: _size(order) for order in curve.sizes})
    numbers = _root(subject, model, subject.size(epsilon), _numbers(subject, curve))
    sign = Op("=" if model.noise else "≤")
    best = subject.size(curve.theory[0])
    yield Row((Id("h"), sign, symbols, Op("≈"), numbers, Op("≈"), best))


def _quotient(subject: Subject, scheme: Scheme) -> Tree:
    """Return the quotient of a scheme: (y(x + h) − y(x))/h."""
    names = [Ref(f"v{place}") for place in range(len(scheme.shifts))]
    values = {
        name.name: _value(subject, shift, scheme.imaginary)
        for name, shift in zip(names, scheme.shifts, strict=True)
    }
    expr = scheme.build(Ref("h"), *names)
    tree = build(
        expr, lambda ref: values.get(ref.name, Id(ref.name)), subject.numbers, subject.lang
    )
    target = (
        Partial(subject.output, subject.name) if scheme.derivative == 1 else derived(subject, 2)
    )
    return Row((target, Op("≈"), tree))


def _value(subject: Subject, shift: Fraction, imaginary: bool) -> Tree:
    size = abs(shift)
    parts: list[Tree] = [Id(subject.name)]
    if shift:
        parts.append(Op("+" if shift > 0 else "−"))
        parts += [] if size == 1 else [subject.brief(size), Op("·")]
        parts += [Id("i"), Op("·")] if imaginary else []
        parts.append(Id("h"))
    value = Apply(subject.output, (Row(tuple(parts)),))
    return Apply("Im", (value,)) if imaginary else value


def derived(subject: Subject, order: int) -> Tree:
    """Return a derivative of the function at the point as a formula: y″(x)."""
    return Apply(f"{subject.output}{_PRIMES.get(order, '')}", (Id(subject.name),))


def _bars(tree: Tree) -> Tree:
    return Apply("", (tree,), "bars")


def _terms(subject: Subject, model: Model) -> Tree:
    """Return the two parts of the error: h²/6·M₃ + ε·M₀/h."""
    truncation = Frac(_power(model.power), subject.brief(1 / model.factor))
    rounding: list[Tree] = [Id("ε"), Op("·"), _size(model.numerator)]
    if model.noise > 0 and model.noise != 1:
        rounding = [subject.brief(model.noise), Op("·"), *rounding]
    noise: Tree = Row(tuple(rounding))
    if model.below:
        noise = Frac(noise, _power(model.below))
    return Row((truncation, Op("·"), _size(model.derivative), Op("+"), noise))


def _power(exponent: int) -> Tree:
    return Id("h") if exponent == 1 else Sup(Id("h"), Num(str(exponent)))


def _root(subject: Subject, model: Model, epsilon: Tree, sizes: Mapping[int, Tree]) -> Tree:
    """Return (K·ε·M₀/M₃)^(1/3), in symbols or in numbers."""
    above: list[Tree] = [
        subject.brief(model.ratio),
        Op("·"),
        epsilon,
        Op("·"),
        sizes[model.numerator],
    ]
    ratio = Frac(Row(tuple(above)), sizes[model.derivative])
    if model.root == 2:
        return Apply("√", (ratio,), "root")
    return Sup(Brackets(ratio), Frac(Num("1"), Num(str(model.root))))
