"""Waiting for what a page holds, where no locator can say it."""

from __future__ import annotations

from playwright.sync_api import Error, Page

TRIES = 100
PAUSE = 50  # milliseconds


def until(page: Page, expression: str) -> None:
    """Wait until the expression holds in the page, at most five seconds.

    Playwright's `wait_for_function` asks again from within the page, where the site's policy forbids `eval`: it fails
    whenever the first answer is no.
    """
    for _ in range(TRIES):
        try:
            if page.evaluate(expression):
                return
        except Error:
            pass  # the page was just being left
        page.wait_for_timeout(PAUSE)
    raise AssertionError(f"never true: {expression}")
