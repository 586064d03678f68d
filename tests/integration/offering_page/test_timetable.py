"""What the meetings of a run have in common, and how that is put into words."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from catalogue.core.reader import Reader, reading_as
from catalogue.offerings.careers import occupations_opened
from catalogue.offerings.run_words import date_words, day_words
from catalogue.offerings.timetable import Timetable, consecutive, hijri_year, in_ramadan, timetable
from catalogue.taxonomy.queries import OccupationFacts

RIYADH = ZoneInfo("Asia/Riyadh")
SUNDAY = datetime(2027, 1, 10, 17, tzinfo=RIYADH)


def meeting(day: int, hour: int = 17, hours: int = 3) -> tuple[datetime, datetime]:
    """A meeting so many days after a Sunday in January 2027 (Ramadan begins on 8 February)."""
    start = SUNDAY.replace(hour=hour) + timedelta(days=day)
    return start, start + timedelta(hours=hours)


def plan(*meetings: tuple[datetime, datetime]) -> Timetable:
    found = timetable(meetings)
    assert found is not None
    return found


def test_no_meeting_is_no_timetable() -> None:
    assert timetable([]) is None


def test_days_stand_in_the_order_of_the_week_each_once() -> None:
    assert plan(meeting(2), meeting(0), meeting(7), meeting(9)).days == ("sun", "tue")


def test_the_usual_hours_are_the_most_frequent_and_others_are_noticed() -> None:
    found = plan(meeting(0), meeting(7), meeting(14, hour=9))
    assert found.hours == (time(17), time(20))
    assert found.varied
    assert not plan(meeting(0), meeting(7)).varied


def test_hours_in_ramadan_stand_apart_where_they_differ() -> None:
    found = plan(meeting(0), meeting(7), meeting(35, hour=21, hours=2), meeting(42, hour=21, hours=2))
    assert (found.hours, found.ramadan) == ((time(17), time(20)), (time(21), time(23)))
    assert not found.varied
    assert plan(meeting(0), meeting(35)).ramadan is None
    assert plan(meeting(35, hour=21, hours=2)).hours == (time(21), time(23))


def test_length_counts_begun_weeks_meetings_and_taught_time() -> None:
    found = plan(meeting(0), meeting(7), meeting(13))
    assert (found.weeks, found.meetings, found.taught) == (2, 3, timedelta(hours=9))
    assert plan(meeting(0), meeting(14)).weeks == 3
    assert plan(meeting(0)).weeks == 1


def test_the_edges_of_ramadan_and_of_the_table() -> None:
    assert [in_ramadan(date(2027, 2, day)) for day in (7, 8)] == [False, True]
    assert not in_ramadan(date(2190, 1, 1))
    assert hijri_year(date(2190, 1, 1)) is None


@pytest.mark.parametrize(
    ("days", "together"), [(("sun", "mon", "tue"), True), (("mon", "wed"), False), (("sat",), True)]
)
def test_days_that_follow_each_other(days: tuple[str, ...], together: bool) -> None:
    assert consecutive(days) is together


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ((0,), "Sunday"),
        ((0, 2), "Sunday and Tuesday"),
        ((0, 1), "Sunday and Monday"),
        ((0, 1, 2, 3), "Sunday to Wednesday"),
        ((0, 2, 4), "Sunday, Tuesday and Thursday"),
        ((0, 1, 2, 3, 4, 5, 6), "Every day"),
    ],
)
def test_days_in_words(app: Flask, days: tuple[int, ...], words: str) -> None:
    with app.test_request_context(), reading_as(Reader("en")):
        assert day_words(plan(*(meeting(day) for day in days))) == words


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2027, 3, 1), date(2027, 3, 1), ("Mon 1 March 2027", "22\u00a0Ramadan 1448 AH")),
        (date(2027, 3, 1), date(2027, 4, 5), ("1 March to 5 April", "22\u00a0Ramadan to 28\u00a0Shawwal 1448 AH")),
        (date(2028, 3, 1), date(2028, 3, 5), ("1 March to 5 March 2028", "5\u00a0Shawwal to 9\u00a0Shawwal 1449 AH")),
        (
            date(2027, 5, 1), date(2028, 1, 5),
            ("1 May 2027 to 5 January 2028", "24\u00a0Dhu al-Qidah 1448 AH to 8\u00a0Shaban 1449 AH"),
        ),
        (date(2190, 1, 1), date(2190, 1, 2), ("1 January to 2 January 2190", "")),
    ],
)  # fmt: skip
def test_a_year_is_written_only_where_it_is_needed(app: Flask, first: date, last: date, words: tuple[str, str]) -> None:
    with app.test_request_context(), reading_as(Reader("en")):
        assert date_words(first, last, flexible=False, today=date(2027, 1, 10)) == words
    with app.test_request_context(), reading_as(Reader("en", cal="hijri")):
        turned = date_words(first, last, flexible=False, today=date(2027, 1, 10))
        bare = tuple(text.replace("Mon ", "") for text in words)  # the weekday stands with what comes first
        assert tuple(text.replace("Mon ", "") for text in turned) == (bare[::-1] if bare[1] else bare)
        assert ("Mon " in turned[0]) is ("Mon " in words[0])


def test_a_date_that_is_not_known_says_why(app: Flask) -> None:
    with app.test_request_context(), reading_as(Reader("en")):
        assert date_words(None, None, flexible=True, today=date(2027, 1, 10)) == ("Start whenever you like", "")
        assert date_words(None, None, flexible=False, today=date(2027, 1, 10)) == ("The date is not known yet", "")


def occupation(key: str, code: str, *essential: int) -> OccupationFacts:
    return OccupationFacts(id=1, key=key, isco_code=code, name_ar=key, name_en=key, essential=essential, optional=())


KNOWN = (occupation("solar", "7411", 1, 2), occupation("electrician", "7411", 3), occupation("analyst", "2511", 4))


@pytest.mark.parametrize(
    ("codes", "skills", "opened"),
    [
        (["7411"], [1], ["solar"]),
        (["7411"], [1, 3], ["solar", "electrician"]),
        (["7411"], [4], ["solar", "electrician"]),
        (["2511", "7411"], [3], ["analyst", "electrician"]),
        (["0000"], [1], []),
        ([], [1], []),
    ],
)
def test_of_occupations_that_share_a_code_those_count_whose_skills_are_taught(
    codes: list[str], skills: list[int], opened: list[str]
) -> None:
    assert [one.key for one in occupations_opened(codes, skills, KNOWN)] == opened
