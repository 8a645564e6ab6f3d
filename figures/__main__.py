"""The gallery that README shows: pictures of the graph exercise, and its page in a browser."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from symgrad.exercise import load
from symgrad.formula import Written
from symgrad.pictures import picture
from symgrad.solution.html import render

FIGURES = Path(__file__).parent
STEP = 9  # the sum at the fan-out of b


def main() -> None:
    """Write all figures; those of a browser only where there is one."""
    solution = load("graph").solve("en", "point")
    written = Written(solution.trace, "en", "point")
    _write("graph.svg", picture(written))
    _write("graph-tree.svg", picture(written, style="tree"))
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        print("No Chromium: the pictures of the page are left as they are.", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        page = Path(folder) / "page.html"
        page.write_text(render(solution.document), encoding="utf-8")
        opened = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        _photograph(opened, page.as_uri())
        opened.close()


def _write(name: str, svg: str) -> None:
    (FIGURES / name).write_text(svg, encoding="utf-8", newline="\n")


def _photograph(browser: Browser, url: str) -> None:
    wide = _opened(browser, f"{url}#step-{STEP}", 1200, 900)
    wide.screenshot(path=FIGURES / "page-1200.png")
    wide.keyboard.press("p")
    wide.keyboard.press("ArrowRight")
    wide.set_viewport_size({"width": 1280, "height": 720})
    wide.screenshot(path=FIGURES / "class-mode.png")
    narrow = _opened(browser, f"{url}#step-{STEP}", 390, 844)
    narrow.screenshot(path=FIGURES / "page-390.png")
    printed = _opened(browser, url, 1100, 900)
    printed.emulate_media(media="print")
    printed.locator(".cards").screenshot(path=FIGURES / "storyboard.png")


def _opened(browser: Browser, url: str, width: int, height: int) -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": height}, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(url)
    return page


if __name__ == "__main__":
    main()
