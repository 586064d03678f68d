"""What is typed while running a class: numbers of seats, ticks, outcomes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask_babel import lazy_gettext as _l

from catalogue.accounts.forms import Answers
from catalogue.core.formats import whole
from catalogue.enrolment.completion.rules import Mark, Outcome
from catalogue.enrolment.roster.people import Person
from catalogue.enrolment.roster.rules import ticked_at
from catalogue.enrolment.roster.services import Tick, Wanted
from catalogue.enrolment.sections import sections_of
from catalogue.offerings.models import Run, RunSession

SEATS_MOST = 10_000
REST = "rest"
"""The button that enters those whom nobody has ticked."""


def seats_before(run: Run) -> dict[str, int | None]:
    """Field → seats, of the run and of each of its sections."""
    return {"seats": run.capacity, **{f"seats_{one.key}": one.capacity for one in sections_of(run)}}


def written(sizes: Mapping[str, int | None]) -> dict[str, str]:
    """As they stand in the form: nothing means without limit."""
    return {field: "" if size is None else str(size) for field, size in sizes.items()}


def read_seats(form: Answers, run: Run) -> dict[str | None, int | None]:
    """Which sizes change, by section (None is the run itself); what is wrong stands in `form.errors`.

    What differs from what the page showed (`was_…`) is meant; a page that has stood open for a while replaces nothing
    unseen that somebody else has entered meanwhile.
    """
    changed: dict[str | None, int | None] = {}
    for field, before in seats_before(run).items():
        typed = form.text(field, 20)
        wanted = _size(typed)
        if typed and (wanted is None or not 0 < wanted <= SEATS_MOST):
            form.errors[field] = _l("Enter a whole number from 1, or leave it empty where there is no limit")
        elif wanted == before:
            continue
        elif f"was_{field}" not in form.typed or (was := _size(form.text(f"was_{field}", 20))) == before:
            changed[field.removeprefix("seats_") if field != "seats" else None] = wanted
        elif wanted != was:
            form.errors[field] = _l("Somebody else has changed this number meanwhile. Saving once more replaces it")
    return changed


def _size(typed: str) -> int | None:
    return whole(typed) if typed else None


def read_ticks(typed: Mapping[str, str], people: Sequence[Person], meeting: RunSession, now: datetime) -> list[Tick]:
    """What was ticked: only what differs from what the page showed (`was_…`), so that a page that has stood open for
    a while takes nothing back that somebody else has entered meanwhile.
    """
    sent = whole(typed.get("sent", ""))
    found = []
    for person in people:
        wanted = typed.get(f"mark_{person.number}") or (typed.get(REST, "") if meeting.id not in person.marks else "")
        if wanted not in tuple(Mark) or wanted == typed.get(f"was_{person.number}"):
            continue
        at = ticked_at(whole(typed.get(f"ticked_{person.number}", "")), sent, meeting.starts_at, now)
        found.append(Tick(person.enrolment.id, Mark(wanted), at))
    return found


def read_outcomes(form: Answers, people: Sequence[Person]) -> tuple[list[Wanted], list[Person]]:
    """What was chosen for each, where it differs from how it stands; anything unknown is an error at its field.

    :returns: that, and those of whom it differs from what the page showed (`was_…`) too: a page that has stood open
        for a while overrules nobody unseen.
    """
    found, meanwhile = [], []
    for person in people:
        field = f"outcome_{person.number}"
        chosen = form.text(field, 40)
        if chosen and chosen not in tuple(Outcome):
            form.errors[field] = _l("Choose one of the entries")
        elif chosen and chosen != person.state:
            if form.text(f"was_{person.number}", 40) in ("", person.state):
                found.append(Wanted(person.enrolment.id, Outcome(chosen)))
            else:
                meanwhile.append(person)
    return found, meanwhile
