"""For whom an account may act at a counter: those it added there itself, for a limited time, while it has the role."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, or_, select

from catalogue.accounts.models import ASSISTANT, AccountRole, Assistance, Learner
from catalogue.core.db import db
from catalogue.core.errors import NotFound

FOUND_MOST = 10
WORDS_LEAST = 3
"""Fewer letters would list half of all."""


def acting(account_id: int, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Which rows of `Assistance` count for this account now."""
    has_role = exists().where(AccountRole.account_id == account_id, AccountRole.role == ASSISTANT)
    return (
        Assistance.account_id == account_id,
        Assistance.ended_at.is_(None),
        Assistance.ends_at > now,
        has_role,
    )


def assists(learner_id: int, account_id: int, now: datetime) -> bool:
    """Whether the account may act for the learner at a counter."""
    found = select(Assistance.id).where(Assistance.learner_id == learner_id, *acting(account_id, now))
    return db.session.scalar(found) is not None


def assisted(public_id: str, account_id: int, now: datetime) -> Learner:
    """A learner whom this account enrolled at a counter. :raises NotFound: there is none, or not (any more) for it."""
    found = (
        select(Learner)
        .join(Assistance, Assistance.learner_id == Learner.id)
        .where(Learner.public_id == public_id, *acting(account_id, now))
    )
    learner = db.session.scalars(found).one_or_none()
    if learner is None:
        raise NotFound
    return learner


def assisted_by_name(words: str, account_id: int, now: datetime) -> Sequence[Learner]:
    """Those among them whose name holds the words; nobody for less than three letters: this is no list of people."""
    if len(words) < WORDS_LEAST:
        return ()
    named = (func.lower(column).contains(words.lower(), autoescape=True) for column in
             (Learner.full_name_ar, Learner.full_name_en))  # fmt: skip
    found = (
        select(Learner)
        .join(Assistance, Assistance.learner_id == Learner.id)
        .where(or_(*named), *acting(account_id, now))
        .order_by(Learner.id.desc())
        .limit(FOUND_MOST)
    )
    return db.session.scalars(found).all()
