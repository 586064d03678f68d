"""What a learner says about herself, and how her pages are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import update

from catalogue.accounts.household import may_act
from catalogue.accounts.models import Account, Learner
from catalogue.core.db import db, transaction
from catalogue.core.errors import NotFound


@dataclass(frozen=True)
class Particulars:
    """What a learner says about herself; None is unknown."""

    full_name_ar: str | None
    full_name_en: str | None
    birth_date: date | None
    gender: str | None
    district_id: int | None


@transaction
def change_particulars(learner_id: int, about: Particulars, *, account_id: int) -> None:
    """:raises NotFound: the learner is neither this account's own nor under its active guardianship."""
    if not may_act(learner_id, account_id):
        raise NotFound
    db.session.execute(update(Learner).where(Learner.id == learner_id).values(**vars(about)))


@transaction
def change_particulars_of(abouts: Mapping[int, Particulars], *, account_id: int) -> None:
    """Of several learners, by id: all of it or nothing. :raises NotFound: as for one."""
    for learner_id, about in abouts.items():
        change_particulars(learner_id, about, account_id=account_id)


@transaction
def change_reading(account_id: int, *, language: str, digits: str, calendar: str) -> None:
    """How the account's pages and mails are written."""
    db.session.execute(
        update(Account).where(Account.id == account_id).values(language=language, digits=digits, calendar=calendar)
    )
