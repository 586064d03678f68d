"""C1: a clock that is wrong or jumps breaks no page, and nothing is different when it is right again."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from catalogue.core import clock
from tests.integration.frame.test_walk import walk
from tests.integration.frame.town import Town

Setting = Callable[[datetime], datetime]
CLOCKS: dict[str, Setting] = {
    "an hour ahead": lambda at: at + timedelta(hours=1),
    "an hour back": lambda at: at - timedelta(hours=1),
    "1970": lambda _at: datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC),
    "a leap day": lambda at: at.replace(year=2028, month=2, day=29),
    "the last year of the Hijri tables": lambda at: at.replace(year=2078),
}

ENDING = ("reset/", "offers/", "still-right/")  # the links in mails


def a_clock(setting: Setting) -> type[datetime]:
    """A `datetime` whose `now` is another moment."""

    class Wrong(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Wrong:
            return cls.fromisoformat(setting(datetime.now(tz)).isoformat())

    return Wrong


@pytest.mark.parametrize("name", CLOCKS)
def test_every_page_opens_whatever_the_clock_says(town: Town, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    before = _listed(town)
    monkeypatch.setattr(clock, "datetime", a_clock(CLOCKS[name]))
    for _rule, _lang, address, answer in walk(town, town.learner):
        assert answer.status_code < 400 or (answer.status_code == 410 and address[4:].startswith(ENDING)), address
    monkeypatch.undo()
    assert _listed(town) == before


def test_a_session_and_a_form_outlive_a_clock_that_is_set_back(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "datetime", a_clock(CLOCKS["an hour back"]))
    assert town.learner.get("/en/me").status_code == 200
    saved = town.learner.post(f"/en/me/enrolments/{town.parts['enrolment_id']}/cancel")
    assert saved.status_code == 303
    monkeypatch.undo()
    assert "was cancelled" in town.learner.get(f"/en/me/enrolments/{town.parts['enrolment_id']}").text


def _listed(town: Town) -> list[str]:
    """The lists that depend on time, without what is new in each answer."""
    pages = [town.learner.get(path).text for path in ("/en/me", "/ar/me/timetable", "/en/search")]
    return [re.sub(r'name="csrf_token" value="[^"]+"', "", page.partition("<main")[2]) for page in pages]
