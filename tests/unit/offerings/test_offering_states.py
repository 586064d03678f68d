"""Which steps an offering may take."""

from __future__ import annotations

from itertools import product

import pytest

from catalogue.offerings.rules import NEXT, OfferingCannotBecome, OfferingState, ensure_may_become

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
