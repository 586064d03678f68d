"""The one verdict: every reason can be reached, alone and in its order; age at its bounds and on odd birthdays."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.accounts.rules import age_on, short_name
from catalogue.enrolment.rules import (
    EVERY_REASON,
    EnrolmentState,
    Facts,
    Overlap,
    Person,
    Reason,
    Terms,
    Verdict,
    Weight,
    judge,
)
from catalogue.offerings.rules import RunFigures

NOW = datetime(2027, 1, 10, 9, tzinfo=UTC)
TODAY = NOW.date()
FIRST_DAY = date(2027, 2, 1)
RUN = RunFigures(
    state="scheduled", capacity=10, seats_taken=0, waiting_places=0, opens_at=None, closes_at=None,
    starts_at=datetime(2027, 2, 1, 14, tzinfo=UTC), ends_at=datetime(2027, 3, 1, 16, tzinfo=UTC),
)  # fmt: skip
FACTS = Facts(
    run=RUN,
    offering_state="published",
    provider_state="verified",
    allocation="first_come",
    person=Person(None, None),
    terms=Terms(None, None, "mixed", FIRST_DAY),
    today=TODAY,
)
FULL: dict[str, Any] = {"seats_taken": 10}
OVERLAP = (Overlap(learner_id=1, run_id=2, starts_at=NOW),)


def ages(low: int | None, high: int | None, mode: str = "mixed") -> Terms:
    return Terms(low, high, mode, FIRST_DAY)


REACHED: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("offering_unavailable", {"offering_state": "paused"}, {}),
    ("provider_suspended", {"provider_state": "suspended"}, {}),
    ("run_cancelled", {}, {"state": "cancelled"}),
    ("run_ended", {}, {"state": "completed"}),
    ("run_postponed", {}, {"state": "postponed"}),
    ("run_begun", {}, {"starts_at": NOW - timedelta(days=1)}),
    ("enrolment_closed", {}, {"closes_at": NOW}),
    ("enrolment_not_open_yet", {}, {"opens_at": NOW + timedelta(hours=1)}),
    ("already_enrolled", {"live": EnrolmentState.CONFIRMED}, {}),
    ("already_requested", {"live": EnrolmentState.REQUESTED}, {}),
    ("already_waiting", {"live": EnrolmentState.WAITLISTED}, {}),
    ("seat_offered", {"live": EnrolmentState.OFFERED}, {}),
    ("guardian_needed", {"own_account": True, "person": Person(date(2012, 1, 1), None)}, {}),
    ("birth_date_needed", {"terms": ages(6, 12)}, {}),
    ("too_young", {"terms": ages(18, None), "person": Person(date(2012, 1, 1), None)}, {}),
    ("too_old", {"terms": ages(None, 12), "person": Person(date(2012, 1, 1), None)}, {}),
    ("gender_needed", {"terms": ages(None, None, "women")}, {}),
    ("not_for_this_group", {"terms": ages(None, None, "boys"), "person": Person(None, "female")}, {}),
    ("run_full", {}, FULL),
    ("waiting_list_open", {"waiting": 2}, {**FULL, "waiting_places": 5}),
    ("clash", {"own_overlaps": OVERLAP}, {}),
    ("prerequisite_missing", {"prerequisites": (7,)}, {}),
    ("household_clash", {"household_overlaps": OVERLAP}, {}),
    ("approval_needed", {"allocation": "approval"}, {}),
    ("completed_before", {"completed_before": True}, {}),
]


def verdict(facts: dict[str, Any], run: dict[str, Any]) -> Verdict:
    return judge(replace(FACTS, **facts, run=replace(RUN, **run)), NOW)


@pytest.mark.parametrize(("code", "facts", "run"), REACHED, ids=[code for code, _facts, _run in REACHED])
def test_each_reason_is_reached_by_the_one_fact_that_it_is_about(
    code: str, facts: dict[str, Any], run: dict[str, Any]
) -> None:
    assert verdict(facts, run).codes == (code,)


def test_nothing_in_the_way_is_an_empty_verdict() -> None:
    found = verdict({}, {})
    assert (found.codes, found.may_enrol, found.ready) == ((), True, True)


def test_the_reasons_stand_in_the_order_of_the_list() -> None:
    found = verdict(
        {
            "provider_state": "suspended",
            "terms": ages(18, None, "men"),
            "person": Person(date(2015, 1, 1), "female"),
            "own_overlaps": OVERLAP,
            "allocation": "approval",
        },
        FULL,
    )
    assert found.codes == (
        "provider_suspended", "too_young", "not_for_this_group", "run_full", "clash", "approval_needed",
    )  # fmt: skip


def test_codes_are_unique_and_words_are_there_for_each() -> None:
    codes = [one.code for one in EVERY_REASON]
    assert len(codes) == len(set(codes)) >= 18
    assert all(one.message and (one.remedy or one.weight is not Weight.REFUSES or one.code.startswith("already")
               or one.code in {"too_young", "too_old", "waiting_list_full"}) for one in EVERY_REASON)  # fmt: skip


def test_a_full_run_with_a_list_is_no_refusal_but_no_seat_either() -> None:
    found = verdict({}, {**FULL, "waiting_places": 5})
    assert (found.may_enrol, found.may_wait, found.refusals) == (False, True, ())
    too_young = verdict(
        {"terms": ages(18, None), "person": Person(date(2015, 1, 1), None)}, {**FULL, "waiting_places": 5}
    )
    assert not too_young.may_wait


def test_a_warning_wants_a_yes_to_exactly_itself() -> None:
    found = verdict({"own_overlaps": OVERLAP, "prerequisites": (7,)}, {})
    assert found.may_enrol
    assert not found.ready
    for confirmed in (frozenset(), frozenset({"clash"}), frozenset({"prerequisite_missing"})):
        with pytest.raises(Reason):
            found.ensure(confirmed=confirmed)
    found.ensure(confirmed=frozenset({"clash", "prerequisite_missing"}))
    assert [one.code for one in found.unconfirmed({"clash"})] == ["prerequisite_missing"]
    assert not found.stopping


AGES = [
    # born, first day, age
    (date(2022, 2, 1), FIRST_DAY, 5),
    (date(2022, 2, 2), FIRST_DAY, 4),
    (date(2015, 2, 1), FIRST_DAY, 12),
    (date(2009, 2, 2), FIRST_DAY, 17),
    (date(2009, 2, 1), FIRST_DAY, 18),
    (date(1957, 2, 1), FIRST_DAY, 70),
    (date(2008, 2, 29), date(2027, 2, 28), 18),  # on 29 February: a year older on 1 March
    (date(2008, 2, 29), date(2027, 3, 1), 19),
    (date(2008, 2, 29), date(2028, 2, 29), 20),
]


@pytest.mark.parametrize(("born", "day", "age"), AGES)
def test_age_is_reckoned_in_full_years_on_the_day(born: date, day: date, age: int) -> None:
    assert age_on(born, day) == age
    inside = replace(FACTS, person=Person(born, None), terms=Terms(age, age, "mixed", day), of_age_at=0)
    assert judge(inside, NOW).codes == ()
    assert judge(replace(inside, terms=Terms(age + 1, None, "mixed", day)), NOW).codes == ("too_young",)
    assert judge(replace(inside, terms=Terms(None, age - 1, "mixed", day)), NOW).codes == ("too_old",)


def test_a_birthday_between_enrolling_and_the_first_session_counts() -> None:
    born = date(2009, 1, 20)  # 17 today, 18 on the first day
    found = verdict({"terms": ages(18, None), "person": Person(born, None)}, {})
    assert found.codes == ()
    flexible = verdict({"terms": Terms(18, None, "mixed", None), "person": Person(born, None)}, {})
    assert flexible.codes == ("too_young",), "without a first session it is the age of today"


@given(born=st.dates(date(1920, 1, 1), date(2026, 1, 1)), low=st.integers(0, 90), width=st.integers(0, 30))
def test_bounds_are_inclusive_and_exactly_one_side_refuses(born: date, low: int, width: int) -> None:
    found = verdict({"terms": ages(low, low + width), "person": Person(born, None)}, {}).codes
    age = age_on(born, FIRST_DAY)
    assert found == (("too_young",) if age < low else ("too_old",) if age > low + width else ())


SARA, SALEM, ALLAH = "\u0633\u0627\u0631\u0629", "\u0633\u0627\u0644\u0645", "\u0627\u0644\u0644\u0647"
ABD = "\u0639\u0628\u062f"
SHORT_NAMES = [
    ("Sara Salem", "Sara"),
    (f"{SARA} {SALEM}", SARA),
    (f"{ABD} {ALLAH} {SALEM}", f"{ABD} {ALLAH}"),
    (f"{ABD}{ALLAH} {SALEM}", f"{ABD}{ALLAH}"),
    ("Abdul Rahman Ali", "Abdul Rahman"),
    ("Abdulrahman Ali", "Abdulrahman"),
    ("Umar Ali", "Umar"),
]


@pytest.mark.parametrize(("full", "short"), SHORT_NAMES)
def test_a_short_name_is_a_whole_name(full: str, short: str) -> None:
    assert short_name(full) == short
