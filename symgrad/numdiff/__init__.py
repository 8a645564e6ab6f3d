"""Derivatives from values alone, which say how far off they may be, or that there is none."""

from symgrad.numdiff.checking import GradientCheck, PartCheck, check_gradient
from symgrad.numdiff.derivative import Derivative, derivative
from symgrad.numdiff.several import Gradient, directional, gradient, hessian

__all__ = [
    "Derivative",
    "Gradient",
    "GradientCheck",
    "PartCheck",
    "check_gradient",
    "derivative",
    "directional",
    "gradient",
    "hessian",
]
