"""The learning record of one learner: what was completed, and what proves it. Page, PDF and JSON all show this."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from catalogue.accounts.models import Learner
from catalogue.core.errors import NotFound
from catalogue.core.texts import both
from catalogue.enrolment import queries as enrolments
from catalogue.enrolment.certificates.addresses import verify_url
from catalogue.enrolment.certificates.queries import standing_codes
from catalogue.enrolment.completion.queries import completions_of, meetings_attended
from catalogue.enrolment.completion.rules import Attended
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.rules import EnrolmentState
from catalogue.offerings.models import Offering


@dataclass(frozen=True)
class Entry:
    """One completed run; `attended` is None where nobody entered anything."""

    offering: Offering
    completed_on: date
    attended: Attended | None
    code: str | None


@dataclass(frozen=True)
class Record:
    """Whose it is, what is in it (the newest first), and whose other records the account may see."""

    learner: Learner | None
    entries: list[Entry]
    learners: list[Learner]

    @property
    def hours(self) -> int:
        return sum(entry.offering.hours or 0 for entry in self.entries)


def record_of(account_id: int, own: Learner | None, wanted: str | None) -> Record:
    """The record of the learner with this public id; the account's own where none is named.

    :raises NotFound: it is nobody's for whom this account acts.
    """
    found = [one for one in enrolments.enrolments_of(account_id) if one.state == EnrolmentState.COMPLETED]
    learners = _learners(found, own)
    learner = learners[0] if learners else None
    if wanted:
        learner = next((one for one in learners if one.public_id == wanted), None)
        if learner is None:
            raise NotFound
    return Record(learner, _entries([one for one in found if learner and one.learner_id == learner.id]), learners)


def _learners(found: Sequence[Enrolment], own: Learner | None) -> list[Learner]:
    """The account's own first, then everybody else who has completed something."""
    known = {own.id: own} if own else {}
    known.update({one.learner_id: one.learner for one in found if one.learner_id not in known})
    return list(known.values())


def _entries(completed: Sequence[Enrolment]) -> list[Entry]:
    ids = [one.id for one in completed]
    ended, attended, codes = completions_of(ids), meetings_attended(ids), standing_codes(ids)
    entries = [
        Entry(one.run.offering, ended[one.id].ended_on, attended.get(one.id), codes.get(one.id))
        for one in completed
        if one.id in ended
    ]
    return sorted(entries, key=lambda entry: entry.completed_on, reverse=True)


def as_json(record: Record, now: datetime) -> dict[str, Any]:
    """For programs: names in every language there is, dates in ISO 8601, addresses that confirm."""
    return {
        "learner": {"name": both(record.learner, "full_name") if record.learner else {}},
        "written_at": now.replace(microsecond=0).isoformat(),
        "hours": record.hours,
        "items": [
            {
                "title": both(entry.offering, "title"),
                "provider": both(entry.offering.provider, "name"),
                "kind": entry.offering.kind,
                "hours": entry.offering.hours,
                "completed_on": entry.completed_on.isoformat(),
                "meetings_attended": entry.attended.there if entry.attended else None,
                "meetings_known": entry.attended.known if entry.attended else None,
                "meetings": entry.attended.meetings if entry.attended else None,
                "certificate": {"code": entry.code, "verify": verify_url(entry.code)} if entry.code else None,
            }
            for entry in record.entries
        ],
    }
