"""Several enrolments in one transaction: their rows are locked in one order, whoever chose them how."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

from sqlalchemy import select

from catalogue.core.db import db
from catalogue.offerings.models import Offering, Run


class Wanted(Protocol):
    """A learner in a run, as somebody asks for it."""

    @property
    def run_id(self) -> int: ...

    @property
    def learner_id(self) -> int: ...


W = TypeVar("W", bound=Wanted)


def in_order(basket: Iterable[W]) -> list[W]:
    return sorted(basket, key=lambda one: (one.run_id, one.learner_id))


def lock_in_order(run_ids: Iterable[int]) -> None:
    """Runs by their ids, then their offerings by theirs: who holds some of them waits for no smaller one.

    Each of several enrolments touches its run and then its offering, so without this two baskets that share an offering
    could wait for each other. One run alone is always touched before its offering; and on SQLite, who writes is alone.
    """
    ids = sorted(run_ids)
    if len(ids) < 2 or db.engine.dialect.name == "sqlite":
        return
    runs = select(Run.id).where(Run.id.in_(ids)).order_by(Run.id).with_for_update(key_share=True)
    db.session.execute(runs).all()
    of_runs = select(Run.offering_id).where(Run.id.in_(ids))
    offerings = select(Offering.id).where(Offering.id.in_(of_runs)).order_by(Offering.id)
    db.session.execute(offerings.with_for_update(key_share=True)).all()
