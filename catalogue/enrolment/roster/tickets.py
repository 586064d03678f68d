"""The code of a ticket: which enrolment, and a seal that only this catalogue can make. It says nothing else."""

from __future__ import annotations

import re

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from catalogue.accounts.secrets import seal_matches, short_seal
from catalogue.core.db import db
from catalogue.core.formats import ascii_digits
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.roster import rules
from catalogue.offerings.models import Run

PURPOSE = "ticket"
SEAL_LETTERS = 8
APART = re.compile(r"[\s\-\u2010-\u2015\u2212]+")
"""What people type between the parts of a code."""


def ticket_code(enrolment: Enrolment) -> str:
    """For reading aloud and typing: groups of letters and digits."""
    whole = enrolment.public_id + short_seal(enrolment.public_id, PURPOSE)
    return "-".join(whole[at : at + 6] for at in range(0, len(whole), 6))


def holder_of(code: str, run: Run) -> Enrolment:
    """Whose ticket it is, for a class.

    :raises NoTicket: no such code was ever made. :raises TicketOfAnotherClass: it is for another run.
    :raises TicketWithoutSeat: the enrolment holds no seat.
    """
    bare = APART.sub("", ascii_digits(code)).upper()
    number, seal = bare[:-SEAL_LETTERS], bare[-SEAL_LETTERS:]
    if not bare.isascii() or not number or not seal_matches(seal, number, PURPOSE):
        raise rules.NoTicket
    found = select(Enrolment).where(Enrolment.public_id == number).options(joinedload(Enrolment.learner))
    enrolment = db.session.scalars(found).one_or_none()
    if enrolment is None:
        raise rules.NoTicket
    if enrolment.run_id != run.id:
        raise rules.TicketOfAnotherClass
    if enrolment.state not in rules.TAKING_PART:
        raise rules.TicketWithoutSeat
    return enrolment
