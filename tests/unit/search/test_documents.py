from __future__ import annotations

import pytest

from catalogue.search.documents import enrollable, visible
from tests.unit.search.builders import NOON, a_flexible_run, a_run, in_days


@pytest.mark.parametrize(
    ("run", "enrol", "show"),
    [
        (a_run(), True, True),
        (a_run(capacity=20, seats_taken=19), True, True),
        (a_run(capacity=None), True, True),
        (a_flexible_run(), True, True),
        (a_run(seats_taken=20, waiting_open=True), False, True),
        (a_run(opens_at=in_days(2)), False, True),
        (a_run(seats_taken=20), False, False),
        (a_run(closes_at=in_days(-1)), False, False),
        (a_run(starts=-1), False, False),
        (a_run(starts=-20), False, False),
        (a_run(state="cancelled"), False, False),
        (a_run(state="postponed"), False, False),
    ],
)
def test_a_run_is_shown_and_open_by_the_rule_of_the_offerings(run: object, enrol: bool, show: bool) -> None:
    assert (enrollable(run, NOON), visible(run, NOON)) == (enrol, show)  # type: ignore[arg-type]
