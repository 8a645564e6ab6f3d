"""One browser per process, a fresh context per test, and no page that asks or complains."""

import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from .papers import rendered

COMMANDS = ("chromium", "chromium-browser", "google-chrome")


def missing(what: str) -> None:
    """Skip where someone tries symgrad at home, fail where the tests are meant to be complete."""
    if os.environ.get("CI"):
        pytest.fail(what, pytrace=False)
    pytest.skip(what)


# For this folder rather than the session: the driver's event loop would disturb other tests.
@pytest.fixture(scope="package")
def launch():
    """Start a browser with options of its command line; all of them end after the tests."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("Playwright is not installed.")
    command = next(filter(None, map(shutil.which, COMMANDS)), None)
    if command is None:
        missing("No Chromium on this machine.")
    with sync_playwright() as driver:
        yield lambda *options: driver.chromium.launch(
            executable_path=command, args=["--no-sandbox", *options]
        )


@pytest.fixture(scope="package")
def chromium(launch):
    with launch() as browser:
        yield browser


@pytest.fixture(scope="package")
def large_letters(launch):
    """A browser whose reader has set letters twice as large."""
    with launch("--blink-settings=defaultFontSize=32") as browser:
        yield browser


@pytest.fixture(scope="package")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("pages")


@dataclass
class Watch:
    """What pages did that they should not."""

    opened: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def over(self, page) -> None:
        page.on("request", lambda request: self.asked.append(request.url.partition("#")[0]))
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("dialog", lambda dialog: (self.said.append(dialog.message), dialog.dismiss()))

    def check(self) -> None:
        assert self.said == []
        outside = {url for url in self.asked if not url.startswith("data:")}
        assert outside <= self.opened


@pytest.fixture
def visit(chromium, folder):
    """Open a document as a page. Every page that a test opens is watched until the test ends.

    Nothing moves unless a test asks for motion: what it measures must have come to rest.
    """
    contexts, watch = [], Watch()

    def open_page(name="graph", lang="en", hash="", size=(1200, 800), browser=chromium, **options):
        width, height = size
        path = folder / f"{name} {lang}.html"
        if not path.exists():
            path.write_text(rendered(name, lang), encoding="utf-8")
        options = {"reduced_motion": "reduce", **options}
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(5000)
        watch.over(page)
        watch.opened.add(path.as_uri())
        page.goto(path.as_uri() + hash)
        return page

    yield open_page
    for context in contexts:
        context.close()
    watch.check()
