"""PNG and PDF of a picture, through typst, with fonts that every machine has."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal
from xml.etree import ElementTree as ET

from symgrad.errors import SymgradError

PrintForm = Literal["png", "pdf"]

_SVG = "{http://www.w3.org/2000/svg}"
_PIXELS_PER_INCH = 192.0  # two per px of the picture
# The picture comes in as data, so no text of it can be taken for code; a date would make
# every file another one.
_PAGE = """
#set document(title: sys.inputs.title, date: none)
#set page(
  width: float(sys.inputs.width) * 0.75pt, height: float(sys.inputs.height) * 0.75pt, margin: 0pt
)
#image(bytes(sys.inputs.picture), format: "svg", width: 100%, alt: sys.inputs.description)
"""


def printed(svg: str, form: PrintForm) -> bytes:
    """Return a picture as PNG or PDF; the same picture gives the same bytes.

    Parameters
    ----------
    svg : str
        A picture that `draw` made.
    form : {"png", "pdf"}

    Raises
    ------
    SymgradError
        If typst is not installed.

    Examples
    --------
    >>> from symgrad.diagram import Box, Scene, State, draw, lay_out
    >>> scene = Scene("One box", "", "Y", (Box("Y", "Y", None, None, "output"),), ())
    >>> printed(draw(scene, lay_out(scene, State()), State()), "png")[1:4]
    b'PNG'
    """
    try:
        import typst
    except ImportError as error:
        raise SymgradError("typst_missing", form=form.upper()) from error
    with TemporaryDirectory() as folder:  # there is nothing else to read
        page = Path(folder) / "page.typ"
        page.write_text(_PAGE, encoding="utf-8")
        made = typst.compile(
            str(page),
            format=form,
            root=folder,
            font_paths=_fonts(),
            ignore_system_fonts=True,
            package_path=folder,
            package_cache_path=folder,
            ppi=_PIXELS_PER_INCH,
            sys_inputs=_inputs(svg),
        )
    if not isinstance(made, bytes):
        raise TypeError(f"typst made {type(made)} of one page")
    return made


def _inputs(svg: str) -> dict[str, str]:
    root = ET.fromstring(svg)  # noqa: S314  (our own picture)
    return {
        "width": root.attrib["width"],
        "height": root.attrib["height"],
        "title": root.findtext(f"{_SVG}title", ""),
        "description": root.findtext(f"{_SVG}desc", ""),
        # typst knows only the fonts that it is given.
        "picture": re.sub('font-family="[^"]*"', 'font-family="DejaVu Sans"', svg, count=1),
    }


def _fonts() -> list[str]:
    """Return the folder where matplotlib has DejaVu Sans."""
    import matplotlib as mpl

    return [str(Path(mpl.get_data_path()) / "fonts" / "ttf")]
