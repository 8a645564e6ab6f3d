"""Points and rectangles, and how a layout that grows to the right is turned to grow upwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Point(NamedTuple):
    """A point in px, from the upper left corner of the canvas."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle by its upper left corner and size, in px."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The x of the right border."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y of the lower border."""
        return self.y + self.height

    @property
    def middle(self) -> Point:
        """The point in the middle."""
        return Point(self.x + self.width / 2, self.y + self.height / 2)

    def inside(self, by: float) -> Rect:
        """Return the rectangle whose borders lie that far inside of this one's."""
        return Rect(self.x + by, self.y + by, self.width - 2 * by, self.height - 2 * by)


def point(x: float, y: float) -> Point:
    """Return a point, rounded to 0.1 px."""
    return Point(round(x, 1), round(y, 1))


def rect(x: float, y: float, width: float, height: float) -> Rect:
    """Return a rectangle, rounded to 0.1 px."""
    return Rect(round(x, 1), round(y, 1), round(width, 1), round(height, 1))


def turned_point(turned: Point, length: float) -> Point:
    """Turn a point of a canvas of that length: what ran to the right runs upwards.

    >>> turned_point(Point(10, 30), length=100)
    Point(x=30, y=90)
    """
    return point(turned.y, length - turned.x)


def turned_rect(turned: Rect, length: float) -> Rect:
    """Turn a rectangle of a canvas of that length: what ran to the right runs upwards.

    >>> turned_rect(Rect(10, 30, width=5, height=20), length=100)
    Rect(x=30, y=85, width=20, height=5)
    """
    return rect(turned.y, length - turned.right, turned.height, turned.width)
