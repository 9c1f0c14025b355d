"""`greffier explore` on a free port over some release, and a browser before it: what tests of the explorer share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PAGE_SECONDS, Interface, interface
from tests.conftest import ROOT, Greffier

# What the tests saw, for people to look at; CI keeps it.
PICTURES = ROOT / ".pictures"


@contextmanager
def explorer(folder: Path) -> Iterator[Interface]:
    """The explorer over the releases in `folder/published`."""
    with interface(Greffier(folder), "explore") as started:
        yield started


class Visit:
    """A reader with a browser: what he asked for, and everything that a page complained of."""

    def __init__(self, browser: Browser, ui: Interface, **options: object) -> None:
        chosen = {"locale": "en-GB", "viewport": {"width": 1400, "height": 1000}} | options
        self.context = browser.new_context(base_url=ui.url, **chosen)
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.context.on("request", lambda asked: self.asked.append(asked.url))
        self.page = self.context.new_page()
        # Violations of the policy of our own headers are told on the console too.
        self.page.on("console", lambda told: told.type == "error" and self.complaints.append(told.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self._ui = ui

    @property
    def foreign(self) -> list[str]:
        """Requests to anybody but the explorer."""
        return [url for url in self.asked if not url.startswith((self._ui.url, "data:", f"blob:{self._ui.url}"))]

    def keep(self, name: str) -> None:
        """Keep a picture of what is on the screen."""
        picture(self.page, name)


@contextmanager
def reading(browser: Browser, ui: Interface, name: str) -> Iterator[Visit]:
    """A visit of which a picture is kept, during which no page may complain or ask anybody else."""
    reader = Visit(browser, ui)
    expect.set_options(timeout=PAGE_SECONDS * 1000)
    # A script of a stored text would do what such scripts do: open a dialog.
    reader.page.on("dialog", lambda opened: reader.complaints.append(opened.message) or opened.dismiss())
    yield reader
    reader.keep(name)
    reader.context.close()
    assert reader.complaints == []
    assert reader.foreign == []


def picture(page: Page, name: str) -> None:
    PICTURES.mkdir(exist_ok=True)
    page.screenshot(path=PICTURES / f"{name.replace('/', '-')}.png")
