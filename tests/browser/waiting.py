"""Waiting for what a page holds, where no locator can say it."""

from __future__ import annotations

from re import Pattern

from playwright.sync_api import Error, Page, Route

PATIENCE = 15_000  # milliseconds: the other half of the tests keeps the machine busy meanwhile
PAUSE = 50


def until(page: Page, expression: str) -> None:
    """Wait until the expression holds in the page.

    Playwright's `wait_for_function` asks again from within the page, where the site's policy forbids `eval`: it fails
    whenever the first answer is no.
    """
    for _ in range(PATIENCE // PAUSE):
        try:
            if page.evaluate(expression):
                return
        except Error:
            pass  # the page was just being left
        page.wait_for_timeout(PAUSE)
    raise AssertionError(f"never true: {expression}")


class HeldBack:
    """A file that the page asks for and that stays away until it is let through, as on a slow line."""

    def __init__(self, page: Page, name: Pattern[str]) -> None:
        self._page = page
        self._held: list[Route] = []
        page.route(name, self._hold)

    def _hold(self, route: Route) -> None:
        self._held.append(route)

    def let_through(self) -> None:
        for _ in range(PATIENCE // PAUSE):
            if self._held:
                break
            self._page.wait_for_timeout(PAUSE)
        assert self._held, "the page never asked for it"
        self._held[0].continue_()


def press(page: Page, what: str) -> None:
    """Press the first of them, and wait for the page that it leads to.

    A click alone may be over before the browser has begun to leave the page: what is read then, or written into the
    database by then, is what was there before.
    """
    with page.expect_navigation():
        page.locator(what).first.click()
