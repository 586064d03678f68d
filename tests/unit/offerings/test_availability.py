"""Whether one can enrol in a run, at every boundary; what publishing needs; which steps an offering may take."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from catalogue.offerings.rules import (
    NEXT,
    Availability,
    ListingParts,
    Missing,
    OfferingCannotBecome,
    OfferingState,
    RunFigures,
    RunParts,
    availability,
    ensure_may_become,
    missing_for_publishing,
)

NOW = datetime(2027, 1, 10, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)
OPEN = RunFigures(
    state="scheduled", capacity=30, seats_taken=3, waiting_places=0, opens_at=NOW - SECOND, closes_at=NOW + SECOND,
    starts_at=NOW + 2 * SECOND, ends_at=NOW + 3 * SECOND,
)  # fmt: skip


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, "open"),
        ({"state": "cancelled"}, "cancelled"),
        ({"state": "cancelled", "ends_at": NOW - SECOND}, "cancelled"),
        ({"state": "completed"}, "ended"),
        ({"state": "draft"}, "closed"),
        ({"state": "postponed"}, "closed"),
        ({"state": "postponed", "ends_at": NOW}, "ended"),
        ({"ends_at": NOW}, "ended"),
        ({"ends_at": NOW + SECOND, "starts_at": NOW}, "running"),
        ({"starts_at": NOW}, "running"),
        ({"starts_at": NOW + SECOND}, "open"),
        ({"starts_at": NOW, "flexible": True}, "open"),
        ({"closes_at": NOW}, "closed"),
        ({"closes_at": NOW + SECOND}, "open"),
        ({"closes_at": None}, "open"),
        ({"opens_at": NOW}, "open"),
        ({"opens_at": NOW + SECOND, "closes_at": NOW + 2 * SECOND}, "opens_soon"),
        ({"opens_at": None}, "open"),
        ({"opens_at": NOW + SECOND, "seats_taken": 30}, "opens_soon"),
        ({"closes_at": NOW, "seats_taken": 30}, "closed"),
        ({"seats_taken": 30}, "full"),
        ({"seats_taken": 30, "waiting_places": 1}, "waiting_list"),
        ({"seats_taken": 29}, "last_seats"),
        ({"seats_taken": 24}, "last_seats"),
        ({"seats_taken": 23}, "open"),
        ({"capacity": 5, "seats_taken": 0}, "open"),
        ({"capacity": 5, "seats_taken": 1}, "last_seats"),
        ({"capacity": 100, "seats_taken": 80}, "last_seats"),
        ({"capacity": 100, "seats_taken": 79}, "open"),
        ({"capacity": None, "seats_taken": 500}, "open"),
        ({"starts_at": None, "ends_at": None, "closes_at": None, "opens_at": None}, "open"),
    ],
)
def test_availability_at_every_boundary(change: dict[str, object], expected: str) -> None:
    assert availability(replace(OPEN, **change), NOW) == expected  # type: ignore[arg-type]


def test_availabilities_rank_from_open_to_cancelled() -> None:
    ranked = sorted(Availability, key=lambda one: one.rank)

    assert [str(one) for one in ranked] == [
        "open", "last_seats", "waiting_list", "opens_soon", "full", "closed", "running", "ended", "cancelled",
    ]  # fmt: skip
    assert [one for one in ranked if one.enrollable] == ranked[:2]
    assert [one for one in ranked if one.shown_by_default] == ranked[:4]


ALLOWED = {
    ("draft", "in_review"), ("draft", "published"), ("in_review", "published"), ("in_review", "changes_requested"),
    ("changes_requested", "in_review"), ("published", "paused"), ("published", "taken_down"), ("paused", "published"),
    ("paused", "archived"), ("in_review", "draft"),  # taken back by its provider
}  # fmt: skip


@pytest.mark.parametrize(("before", "after"), list(product(OfferingState, OfferingState)))
def test_an_offering_takes_only_the_steps_of_the_model(before: OfferingState, after: OfferingState) -> None:
    if (before, after) in ALLOWED:
        ensure_may_become(before, after)
    else:
        with pytest.raises(OfferingCannotBecome):
            ensure_may_become(before, after)


def test_every_state_has_its_next_ones() -> None:
    assert set(NEXT) == set(OfferingState)


RUN = RunParts("r1", gender_mode="mixed", price_halalas=0, mode="in_person", sessions=1, flexible=False, has_place=True)
LISTING = ListingParts(has_text=True, topics=1, credential="none", runs=(RUN,))


def test_a_complete_listing_lacks_nothing() -> None:
    assert missing_for_publishing(LISTING) == ()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"has_text": False}, "summary"),
        ({"topics": 0}, "topics"),
        ({"credential": None}, "credential"),
        ({"runs": ()}, "runs"),
    ],
)
def test_what_an_offering_lacks_is_named(change: dict[str, object], field: str) -> None:
    assert missing_for_publishing(replace(LISTING, **change)) == (Missing(field),)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"gender_mode": None}, "gender_mode"),
        ({"price_halalas": None}, "price"),
        ({"sessions": 0}, "sessions"),
        ({"has_place": False}, "venue"),
    ],
)
def test_what_a_run_lacks_is_named_with_its_reference(change: dict[str, object], field: str) -> None:
    listing = replace(LISTING, runs=(RUN, replace(RUN, reference="r2", **change)))  # type: ignore[arg-type]

    assert missing_for_publishing(listing) == (Missing(field, "r2"),)


@pytest.mark.parametrize("mode", ["in_person", "blended", "on_the_job", "outdoor"])
def test_where_people_meet_a_place_is_needed(mode: str) -> None:
    assert missing_for_publishing(replace(LISTING, runs=(replace(RUN, mode=mode, has_place=False),)))


@pytest.mark.parametrize("mode", ["online_live", "online_self_paced"])
def test_online_needs_no_place_and_a_flexible_start_no_sessions(mode: str) -> None:
    run = replace(RUN, mode=mode, has_place=False, sessions=0, flexible=True)

    assert missing_for_publishing(replace(LISTING, runs=(run,))) == ()
