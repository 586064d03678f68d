"""`python -m tests.fire.changing SEED COUNT PAUSE_MS`: a process that changes the catalogue at random."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from random import Random
from typing import Any

from sqlalchemy import select

from catalogue.app import create_app
from catalogue.core.db import db, transaction
from catalogue.offerings.models import Offering, Run
from catalogue.offerings.rules import OfferingState
from catalogue.providers.models import Provider

FEWEST = 20


class Undone(Exception):
    """A change that was begun and is not to be."""


def _any(kind: Any, chance: Random) -> Any:
    """Any row but the first one, which is left to whoever watches it."""
    ids = db.session.scalars(select(kind.id).order_by(kind.id)).all()
    return db.session.get_one(kind, chance.choice(ids[1:]))


def retitle(chance: Random) -> None:
    _any(Offering, chance).title_en = f"Title {chance.randrange(10**6)}"


def reprice(chance: Random) -> None:
    _any(Run, chance).price_halalas = chance.randrange(100) * 100


def rename(chance: Random) -> None:
    _any(Provider, chance).name_en = f"Provider {chance.randrange(10**6)}"


def hide_or_show(chance: Random) -> None:
    row = _any(Offering, chance)
    shown = row.state == OfferingState.PUBLISHED
    row.state = OfferingState.PAUSED if shown else OfferingState.PUBLISHED


def delete(chance: Random) -> None:
    if len(db.session.scalars(select(Offering.id)).all()) > FEWEST:
        db.session.delete(_any(Offering, chance))


def undo(chance: Random) -> None:
    _any(Offering, chance).title_en = "Never to be found"
    db.session.flush()
    raise Undone


CHANGES: tuple[Callable[[Random], None], ...] = (retitle, retitle, reprice, rename, hide_or_show, delete, undo)


def change(seed: int, count: int, pause_ms: int) -> None:
    """Make so many changes, each in a transaction of its own, with a pause before each."""
    chance = Random(seed)
    for _ in range(count):
        time.sleep(pause_ms / 1_000)
        try:
            transaction(chance.choice(CHANGES))(chance)
        except Undone:
            continue


if __name__ == "__main__":
    with create_app().app_context():
        change(*map(int, sys.argv[1:]))
