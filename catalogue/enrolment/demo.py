"""The demonstration's people: learners in the seats that its runs say are taken, and three accounts to sign in with."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import bindparam, func, insert, literal, select, update

from catalogue.accounts.models import Account, Learner
from catalogue.accounts.services import Care, Particulars, add_dependant, create_account, grant_role
from catalogue.core.db import PUBLIC_ALPHABET, db, public_id, transaction
from catalogue.enrolment.completion.demo import finish_a_course
from catalogue.enrolment.models import Enrolment, EnrolmentEvent
from catalogue.enrolment.rules import GENDER_OF_MODE, EnrolmentState, age_on
from catalogue.offerings.demo import loader
from catalogue.offerings.models import Offering, Run
from catalogue.offerings.services import Report, mark_stale
from catalogue.providers.models import Provider, ProviderMember

SIGN_INS = "demo-sign-ins.txt"
CAUSE = "demonstration"
SEED = 20261124


@dataclass(frozen=True)
class Person:
    id: int
    gender: str
    born: date


@dataclass(frozen=True)
class Seats:
    """A run of the demonstration, and how many of its seats are to be taken."""

    run_id: int
    offering_id: int
    taken: int
    gender: str | None
    age_min: int | None
    age_max: int | None
    first_day: date
    opened_at: datetime | None


def load_demonstration(home: Path, today: date, now: datetime) -> Report:
    """The whole demonstration: offerings, taken seats, accounts. Safe to run again after it was interrupted."""
    report = loader.load_demo(today, now)
    fill_seats(today, now)
    demo_sign_ins(home, now)
    resident, _provider, office = (about["email"] for about in _described()["accounts"])
    finish_a_course(resident, office, now)
    loader.mark_loaded(today, now)
    return report


@transaction
def fill_seats(today: date, now: datetime) -> int:
    """Give every run as many confirmed learners as the demonstration says, where it has none yet.

    :returns: how many seats were taken.
    """
    people = _people(today, now)
    random = Random(SEED)  # noqa: S311 - the same demonstration for everybody, nothing secret
    rows: list[dict[str, Any]] = []
    taken: list[dict[str, int]] = []
    wanted = list(_seats(today))
    for seats in wanted:
        chosen = _chosen(people, seats, random)
        rows.extend(_enrolment(seats, person, random, now) for person in chosen)
        taken.append({"row_id": seats.run_id, "seats": len(chosen)})
    if rows:
        db.session.execute(insert(Enrolment), rows)
        _write_events()
        runs = Run.__table__
        statement = update(Run).where(runs.c.id == bindparam("row_id")).values(seats_taken=bindparam("seats"))
        db.session.connection().execute(statement, taken)
        mark_stale({seats.offering_id for seats in wanted}, now)
    return len(rows)


def _described() -> Any:
    return json.loads(files("catalogue.enrolment").joinpath("demo_people.json").read_text("utf-8"))


def _people(today: date, now: datetime) -> list[Person]:
    """The learners of the demonstration, made where there are none."""
    names = _described()["names"]
    patterns = [pattern["en"].split("{")[0] for pattern in names.values()]
    there = select(Learner).where(Learner.account_id.is_(None), Learner.full_name_en.startswith(patterns[0]))
    if not db.session.scalar(select(func.count()).select_from(there.subquery())):
        db.session.execute(insert(Learner), list(_new_people(today, now)))
    rows = db.session.scalars(there.order_by(Learner.id))
    return [Person(row.id, row.gender, row.birth_date) for row in rows if row.gender and row.birth_date]


def _new_people(today: date, now: datetime) -> Iterator[dict[str, Any]]:
    described = _described()
    random = Random(SEED)  # noqa: S311
    number = 0
    for ages in described["ages"]:
        for _each in range(ages["each"]):
            for gender, names in described["names"].items():
                number += 1
                days = random.randrange(ages["from"] * 365 + 180, (ages["to"] + 1) * 365)
                yield {
                    "public_id": public_id(),
                    "full_name_ar": names["ar"].format(number=number),
                    "full_name_en": names["en"].format(number=number),
                    "birth_date": today - timedelta(days=days),
                    "gender": gender,
                    "created_at": now,
                }


def _seats(today: date) -> Iterator[Seats]:
    """The runs of the demonstration that nobody is enrolled in yet."""
    taken = {
        (offering["provider"], offering["reference"], run["reference"]): run["taken"]
        for offering in loader.offerings()
        for run in offering["runs"]
    }
    rows = db.session.execute(
        select(Run, Offering, Provider.reference)
        .join(Offering, Run.offering_id == Offering.id)
        .join(Provider, Offering.provider_id == Provider.id)
        .where(~select(Enrolment.id).where(Enrolment.run_id == Run.id).exists())
        .order_by(Run.id)
    )
    for run, offering, provider in rows:
        if count := taken.get((provider, offering.reference, run.reference), 0):
            first = run.starts_at.date() if run.starts_at else today
            yield Seats(
                run.id,
                offering.id,
                count if run.capacity is None else min(count, run.capacity),
                GENDER_OF_MODE.get(run.gender_mode or ""),
                offering.age_min,
                offering.age_max,
                first,
                run.enrol_opens_at,
            )


def _chosen(people: Sequence[Person], seats: Seats, random: Random) -> list[Person]:
    """Whom the run is for, in any order; where they are too few, others of the same gender, then anybody."""

    def right_gender(person: Person) -> bool:
        return seats.gender in (None, person.gender)

    def right_age(person: Person) -> bool:
        age = age_on(person.born, seats.first_day)
        return (seats.age_min or 0) <= age and (seats.age_max is None or age <= seats.age_max)

    circles: tuple[Callable[[Person], bool], ...] = (
        lambda person: right_gender(person) and right_age(person),
        right_gender,
        lambda person: True,
    )
    chosen: dict[int, Person] = {}
    for belongs in circles:
        circle = [person for person in people if person.id not in chosen and belongs(person)]
        random.shuffle(circle)
        chosen.update({person.id: person for person in circle[: seats.taken - len(chosen)]})
    return list(chosen.values())


def _enrolment(seats: Seats, person: Person, random: Random, now: datetime) -> dict[str, Any]:
    begin = min(seats.opened_at or now, now)
    at = begin + (now - begin) * random.random()
    return {
        "public_id": public_id(),
        "run_id": seats.run_id,
        "learner_id": person.id,
        "state": EnrolmentState.CONFIRMED,
        "answers": {},
        "created_at": at,
        "changed_at": at,
    }


def _write_events() -> None:
    """One event for each enrolment that has none."""
    known = select(EnrolmentEvent.id).where(EnrolmentEvent.enrolment_id == Enrolment.id).exists()
    confirmed = select(
        Enrolment.id, Enrolment.state, literal(CAUSE), Enrolment.created_at
    ).where(~known)  # fmt: skip
    columns = ["enrolment_id", "to_state", "cause", "at"]
    db.session.execute(insert(EnrolmentEvent).from_select(columns, confirmed))


def demo_sign_ins(home: Path, now: datetime) -> str:
    """The accounts of the demonstration with their passphrases, as `make run` prints them.

    The passphrases are made once, and stand in a file of the home folder that only its owner can read.
    """
    path = home / SIGN_INS
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        lines = [line for about in _described()["accounts"] if (line := _enter_account(about, now))]
        with open(path, "w", encoding="utf-8", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write("".join(lines))
    return path.read_text("utf-8")


def _enter_account(about: dict[str, Any], now: datetime) -> str:
    """The line of an account that was made; nothing where somebody has the address already."""
    if db.session.scalar(select(Account.id).where(Account.email == about["email"])) is not None:
        return ""
    passphrase = "-".join("".join(secrets.choice(PUBLIC_ALPHABET.lower()) for _ in range(5)) for _ in range(4))
    _make_account(about, passphrase, now)
    return f"{about['email']}  {passphrase}\n"


@transaction
def _make_account(about: dict[str, Any], passphrase: str, now: datetime) -> None:
    account = create_account(about["email"], about["name"], passphrase=passphrase, language=about["language"], now=now)
    born = date.fromisoformat(about["born"])
    own = select(Account.id).where(Account.public_id == account).scalar_subquery()
    db.session.execute(update(Learner).where(Learner.account_id == own).values(birth_date=born, gender=about["gender"]))
    account_id = db.session.scalars(select(Account.id).where(Account.public_id == account)).one()
    for member in about.get("family", ()):
        _add_to_family(account_id, member, now)
    for role in about["roles"]:
        grant_role(about["email"], role, now)
    if "desk" in about:
        provider_id = db.session.scalars(select(Provider.id).where(Provider.reference == about["desk"])).one()
        db.session.add(ProviderMember(provider_id=provider_id, account_id=account_id, role="owner", since=now))


def _add_to_family(account_id: int, about: dict[str, Any], now: datetime) -> None:
    born = now.date() - timedelta(days=round((about["years"] + 0.5) * 365.25))
    particulars = Particulars(
        full_name_ar=about["ar"], full_name_en=about["en"], birth_date=born, gender=about["gender"], district_id=None
    )
    add_dependant(particulars, Care(account_id, about["kind"]), now)
