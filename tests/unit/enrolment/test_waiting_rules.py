"""Who is offered a free seat, for how long, and until when: tables."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from catalogue.enrolment.rules import NO_LIMIT, Entry, Room, cut_off, offer_expires_at, plan_offers, section_for
from tests.builders import NOON

START = NOON + timedelta(days=10)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("starts_at", "closes_at", "expected"),
    [
        (START, START - DAY, START - DAY),
        (START, START, START - 2 * HOUR),
        (START, START - HOUR, START - 2 * HOUR),
        (START, None, START - 2 * HOUR),
        (None, START - DAY, START - DAY),
        (None, None, None),
    ],
)
def test_offers_end_two_hours_before_the_start_or_when_enrolment_closes(
    starts_at: datetime | None, closes_at: datetime | None, expected: datetime | None
) -> None:
    assert cut_off(starts_at, closes_at) == expected


@pytest.mark.parametrize(
    ("left", "window"),
    [
        (9 * DAY, DAY),
        (3 * DAY, DAY),
        (3 * DAY - 3 * HOUR, 23 * HOUR),
        (DAY, 8 * HOUR),
        (3 * HOUR, HOUR),
        (2 * HOUR, HOUR),
        (timedelta(minutes=1), HOUR),
    ],
)
def test_an_offer_stands_for_a_day_and_near_the_cut_off_for_a_third_of_what_is_left(
    left: timedelta, window: timedelta
) -> None:
    """Never for less than an hour, and always to an end before the start."""
    last = START - 2 * HOUR
    expires = offer_expires_at(last - left, START, None)
    assert expires == last - left + window
    assert expires < START


def test_without_a_date_an_offer_stands_for_a_day() -> None:
    assert offer_expires_at(NOON, None, None) == NOON + DAY


@pytest.mark.parametrize("late", [timedelta(0), HOUR])
def test_no_offer_at_or_after_the_cut_off(late: timedelta) -> None:
    with pytest.raises(ValueError, match="cut-off"):
        offer_expires_at(START - 2 * HOUR + late, START, None)


def alone(*numbers: int) -> list[Entry]:
    return [Entry(number) for number in numbers]


def family(bundle: int, *numbers: int, sections: tuple[str | None, ...] = ()) -> list[Entry]:
    return [
        Entry(number, section, bundle)
        for number, section in zip(numbers, sections or (None,) * len(numbers), strict=True)
    ]


QUEUES: list[tuple[str, list[Entry], Room, dict[int, int], tuple[int, ...], dict[int, int]]] = [
    ("nothing is free", alone(1, 2), Room(0, 3), {}, (), {}),
    ("the first come first", alone(1, 2, 3), Room(2, 3), {}, (1, 2), {}),
    ("without limit all come", alone(1, 2, 3), Room(), {}, (1, 2, 3), {}),
    ("a family whose seats are all free", family(9, 1, 2) + alone(3), Room(2, 4), {}, (1, 2), {}),
    ("a family is passed over", family(9, 1, 2) + alone(3), Room(1, 4), {}, (3,), {9: 1}),
    ("and a second time", family(9, 1, 2) + alone(3), Room(1, 4), {9: 1}, (3,), {9: 2}),
    ("then the seat is kept", family(9, 1, 2) + alone(3), Room(1, 4), {9: 2}, (), {9: 2}),
    ("and the next completes it", family(9, 1, 2) + alone(3), Room(2, 4), {9: 2}, (1, 2), {9: 2}),
    ("twice at once, then kept", family(9, 1, 2, 3, 4) + alone(5, 6, 7), Room(3, 5), {}, (5, 6), {9: 2}),
    ("nobody in front, nobody passed over", alone(3) + family(9, 1, 2), Room(1, 4), {}, (3,), {}),
    ("a family larger than the run keeps nothing", family(9, 1, 2) + alone(3), Room(1, 1), {9: 2}, (3,), {9: 2}),
    (
        "a seat that does not fit the first goes to the one it fits",
        [Entry(1, "men"), Entry(2, "women")],
        Room(1, 4, {"men": 0, "women": 1}, {"men": 2, "women": 2}),
        {},
        (2,),
        {},
    ),
    (
        "a family keeps only what it needs",
        [*family(9, 1, 2, sections=("men", "women")), Entry(3, "women"), Entry(4, "women")],
        Room(2, 6, {"men": 0, "women": 2}, {"men": 3, "women": 3}),
        {9: 2},
        (3,),
        {9: 2},
    ),
    (
        "another section passes nobody over",
        [*family(9, 1, 2, sections=("men", "men")), Entry(3, "women")],
        Room(NO_LIMIT, NO_LIMIT, {"men": 1, "women": 1}, {"men": 2, "women": 2}),
        {},
        (3,),
        {},
    ),
    (
        "two families, the seats are kept for the first",
        family(8, 1, 2) + family(9, 3, 4),
        Room(1, 4),
        {8: 2, 9: 2},
        (),
        {8: 2, 9: 2},
    ),
]


@pytest.mark.parametrize(
    ("queue", "room", "passed", "offered", "passed_then"),
    [case[1:] for case in QUEUES],
    ids=[case[0] for case in QUEUES],
)
def test_each_seat_goes_to_the_first_whom_it_fits(
    queue: list[Entry], room: Room, passed: dict[int, int], offered: tuple[int, ...], passed_then: dict[int, int]
) -> None:
    plan = plan_offers(queue, room, passed)
    assert plan.offered == offered
    assert plan.passed_over == passed_then


@pytest.mark.parametrize(
    ("gender", "sections", "expected"),
    [
        ("female", ("women", "men"), 0),
        ("male", ("women", "men"), 1),
        ("male", ("women", "boys"), 1),
        ("male", ("women",), None),
        ("male", ("women", "families"), 1),
        ("female", ("families", "women"), 1),
        (None, ("women", "mixed"), 1),
        (None, ("women", "men"), None),
        ("female", (), None),
    ],
)
def test_a_learner_s_section_follows_from_her_gender(
    gender: str | None, sections: tuple[str, ...], expected: int | None
) -> None:
    assert section_for(gender, sections) == expected
