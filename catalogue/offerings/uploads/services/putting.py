"""One offering, as a program sends it: taken in at once, or refused with what is wrong at which field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from catalogue.accounts import limits
from catalogue.core.db import db
from catalogue.offerings.exchange.problems import Problem
from catalogue.offerings.exchange.shape import Raw
from catalogue.offerings.filed.rules import FiledBy
from catalogue.offerings.filed.services import Arrival, note
from catalogue.offerings.models import Offering
from catalogue.offerings.services.importing import Outcome, Taken, import_lines
from catalogue.offerings.uploads.models import AccessToken
from catalogue.offerings.uploads.services.arriving import options_of


@dataclass(frozen=True)
class Put:
    """What became of it. :ivar offering: None where it was refused."""

    outcome: Outcome
    problems: Sequence[Problem]
    offering: Offering | None


def put(fields: dict[str, Any], token: AccessToken, now: datetime) -> Put:
    """:raises TooManyAttempts: the programs of this provider send more than can be taken in beside everything else."""
    provider = token.provider
    limits.count_attempt(limits.PUTS_PER_PROVIDER, str(provider.id), now)
    options = options_of(provider, token.account_id)
    arrival, found = Arrival(provider.id, FiledBy.PROGRAM), list[Taken]()

    def record(outcomes: Sequence[Taken]) -> None:
        found.extend(outcomes)
        note(outcomes, arrival, now)

    import_lines([Raw(1, fields)], options, now, record=record)
    first, steps = found[0], found[1:]
    problems = [problem for taken in (first, *steps) for problem in taken.problems]
    changed = first.outcome is Outcome.UNCHANGED and any(one.outcome is Outcome.UPDATED for one in steps)
    offering = db.session.get(Offering, first.offering_id) if first.offering_id else None
    return Put(Outcome.UPDATED if changed else first.outcome, problems, offering)
