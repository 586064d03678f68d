"""What publishing needs, thing by thing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from catalogue.offerings.rules import ListingParts, Missing, RunParts, missing_for_publishing

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
