"""The demonstration catalogue: loaded through the import, with people in its seats and dates that stay fresh."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import func, select

from catalogue.accounts.models import Account, AccountRole, Learner
from catalogue.accounts.services import sign_in_with_passphrase
from catalogue.core.db import db
from catalogue.enrolment import demo
from catalogue.enrolment.models import Enrolment, EnrolmentEvent
from catalogue.offerings.demo import loader
from catalogue.offerings.demo.dates import dates_of_run
from catalogue.offerings.jobs import refresh
from catalogue.offerings.models import Offering, Run, RunSession
from catalogue.offerings.rules import availability
from catalogue.search import sync
from tests.builders import NOON

RIYADH = ZoneInfo("Asia/Riyadh")
TODAY = NOON.astimezone(RIYADH).date()
FILES = ("providers.json", "venues.json")


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every twelfth offering only, so that the tests are quick."""
    some = loader.offerings()[::12]
    mine = {offering["reference"] for offering in some}
    kept = tuple({**one, "steps": [step for step in one.get("steps", ()) if step in mine]} for one in some)
    monkeypatch.setattr(loader, "offerings", lambda: kept)


@pytest.fixture
def loaded(app: Flask, small: None) -> Flask:
    demo.load_demonstration(app.config["SETTINGS"].home, TODAY, NOON)
    return app


def test_every_offering_of_the_files_goes_in_without_a_problem(app: Flask) -> None:
    """The whole of it, once: the files are data, and this is their check."""
    report = loader.load_demo(TODAY, NOON)

    assert report.problems == []
    assert report.created == len(loader.offerings()) >= 300
    states = Counter(db.session.scalars(select(Offering.state)))
    assert states == {"published": report.created}


def test_some_runs_ask_questions_in_both_languages(app: Flask) -> None:
    asking = [run for offering in loader.offerings() for run in offering["runs"] if run.get("questions")]
    assert len(asking) >= 12
    worded = [
        one for run in asking for question in run["questions"] for one in (question, *question.get("options", []))
    ]
    assert all(set(one["label"]) == {"ar", "en"} and all(one["label"].values()) for one in worded)
    assert {question.get("kind", "text") for run in asking for question in run["questions"]} == {"text", "choice"}


def test_taken_seats_are_held_by_learners(loaded: Flask) -> None:
    held = select(func.count()).select_from(Enrolment).where(Enrolment.run_id == Run.id).scalar_subquery()
    rows = db.session.execute(select(Run.seats_taken, held)).all()

    assert all(taken == count for taken, count in rows)
    assert sum(taken for taken, _count in rows) > 100
    assert db.session.scalar(select(func.count()).select_from(EnrolmentEvent)) == sum(count for _taken, count in rows)
    assert set(db.session.scalars(select(Enrolment.state))) == {"confirmed"}


def test_seats_taken_are_those_of_the_files(loaded: Flask) -> None:
    wanted = {run["reference"]: run["taken"] for offering in loader.offerings() for run in offering["runs"]}

    assert dict(db.session.execute(select(Run.reference, Run.seats_taken)).tuples().all()) == wanted


def test_the_people_are_visibly_none_and_have_no_account(loaded: Flask) -> None:
    people = db.session.scalars(select(Learner).where(Learner.account_id.is_(None))).all()

    assert len(people) == 164 + 3, "and the resident's family"
    assert all("emonstration" in (person.full_name_en or "") for person in people)
    assert {person.gender for person in people} == {"female", "male"}


def test_women_only_runs_are_taken_by_women(loaded: Flask) -> None:
    genders = select(Learner.gender).join(Enrolment).join(Run).where(Run.gender_mode.in_(["women", "girls"]))

    assert set(db.session.scalars(genders)) == {"female"}


def test_loading_again_changes_nothing(loaded: Flask) -> None:
    before = db.session.scalar(select(func.count()).select_from(Enrolment))

    report = demo.load_demonstration(loaded.config["SETTINGS"].home, TODAY, NOON)

    assert (report.created, report.updated) == (0, 0)
    assert db.session.scalar(select(func.count()).select_from(Enrolment)) == before
    assert db.session.scalar(select(func.count()).select_from(Account)) == 3


def test_loading_that_was_interrupted_goes_on(app: Flask, small: None, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(demo, "fill_seats", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            demo.load_demonstration(app.config["SETTINGS"].home, TODAY, NOON)
    assert loader.standing() == loader.Standing(loader.BEGUN, TODAY)

    demo.load_demonstration(app.config["SETTINGS"].home, TODAY, NOON)

    assert loader.standing() == loader.Standing(loader.LOADED, TODAY)


def test_dates_move_on_by_whole_weeks_and_people_stay(loaded: Flask) -> None:
    sync.rebuild()
    before = {run.reference: run.starts_at for run in db.session.scalars(select(Run))}
    enrolled = db.session.scalar(select(func.count()).select_from(Enrolment))
    later = NOON + timedelta(days=23)

    assert loader.refresh_demo(TODAY + timedelta(days=23), later) == 3

    after = {run.reference: run.starts_at for run in db.session.scalars(select(Run))}
    moved = {moment - at for key, at in before.items() if at and (moment := after[key])}
    assert moved == {timedelta(weeks=3)}
    first = select(func.min(RunSession.starts_at)).where(RunSession.run_id == Run.id).scalar_subquery()
    assert db.session.scalars(select(Run.id).where(Run.starts_at.is_not(None), Run.starts_at < first)).all() == []
    assert db.session.scalar(select(func.count()).select_from(Enrolment)) == enrolled
    assert loader.standing() == loader.Standing(loader.MOVED, TODAY + timedelta(weeks=3))
    sync.drain(later)
    assert sync.check() == 0


@pytest.mark.parametrize(("days", "weeks"), [(0, 0), (6, 0), (7, 1), (13, 1), (14, 2)])
def test_dates_move_on_when_the_day_of_loading_is_a_week_away(loaded: Flask, days: int, weeks: int) -> None:
    assert refresh(NOON + timedelta(days=days)) == 0, "this app is no demonstration"

    assert loader.refresh_demo(TODAY + timedelta(days=days), NOON) == weeks
    assert loader.refresh_demo(TODAY + timedelta(days=days), NOON) == 0


def test_without_a_demonstration_there_is_nothing_to_move(app: Flask) -> None:
    assert loader.refresh_demo(TODAY, NOON) == 0


def test_some_runs_are_over_full_or_not_open_yet(loaded: Flask) -> None:
    found = Counter(str(availability(run.figures, NOON)) for run in db.session.scalars(select(Run)))

    assert found["open"] > 10
    assert len(found) >= 4, found


def test_the_sign_ins_work_and_stand_in_a_file_for_its_owner(loaded: Flask) -> None:
    home: Path = loaded.config["SETTINGS"].home
    path = home / demo.SIGN_INS
    accounts = dict(line.split() for line in path.read_text("utf-8").splitlines())

    assert list(accounts) == ["resident@example.org", "provider@example.org", "office@example.org"]
    assert path.stat().st_mode & 0o077 == 0
    for email, passphrase in accounts.items():
        assert sign_in_with_passphrase(email, passphrase)
    assert sorted(db.session.scalars(select(AccountRole.role))) == ["assistant", "office"]
    assert demo.demo_sign_ins(home, NOON) == path.read_text("utf-8")


A_RUN = {"start_in": 3, "days": ["sun", "tue"], "time": "17:00-19:30", "meetings": 3}


def local(written: str) -> datetime:
    return datetime.fromisoformat(written).astimezone(RIYADH)


def test_relative_dates_become_real_ones_on_the_right_days() -> None:
    sunday = date(2027, 1, 10)

    found = dates_of_run(A_RUN, sunday, RIYADH)

    starts = [local(session["starts_at"]) for session in found["sessions"]]
    assert [start.strftime("%a %d %H:%M") for start in starts] == ["Sun 17 17:00", "Tue 19 17:00", "Sun 24 17:00"], (
        found
    )
    assert local(found["sessions"][0]["ends_at"]).strftime("%H:%M") == "19:30"
    assert local(found["enrol_opens_at"]).date() == sunday - timedelta(days=20)
    assert local(found["enrol_closes_at"]).strftime("%d %H:%M:%S") == "16 23:59:59"


def test_a_run_that_began_was_open_before() -> None:
    found = dates_of_run({**A_RUN, "start_in": -40}, date(2027, 1, 10), RIYADH)

    assert found["enrol_opens_at"] < found["enrol_closes_at"] < found["sessions"][0]["starts_at"]


def test_a_run_at_ones_own_pace_has_no_sessions() -> None:
    found = dates_of_run({"flexible_start": True}, date(2027, 1, 10), RIYADH)

    assert list(found) == ["enrol_opens_at"]


def test_meetings_need_their_days() -> None:
    with pytest.raises(ValueError, match="days"):
        dates_of_run({**A_RUN, "days": []}, date(2027, 1, 10), RIYADH)
