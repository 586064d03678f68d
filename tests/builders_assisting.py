"""People at a counter: an assistant, and somebody without e-mail who was enrolled. Call inside an app context."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from catalogue.accounts.models import AccountRole, Learner
from catalogue.accounts.services import Particulars
from catalogue.core.clock import now as clock_now
from catalogue.core.db import db
from catalogue.enrolment import services
from catalogue.enrolment.models import Enrolment
from tests.builders import NOON, a_learner, saved

ASKED = {"full_name_ar": None, "full_name_en": "Layla Omar", "birth_date": None, "gender": None, "district_id": None}


def an_assistant(**about: Any) -> Learner:
    """A learner with an account that has the role."""
    learner = a_learner(**about)
    saved(AccountRole(account_id=learner.account_id, role="assistant", granted_at=NOON))
    return learner


def enrolled_here(run_id: int, assistant: Learner, *, now: datetime | None = None, **about: Any) -> Enrolment:
    """Somebody new, added and enrolled by this assistant."""
    visit = services.Visit(Particulars(**{**ASKED, **about}), None, "en")
    wish = services.Wish(run_id, 0, {})
    made = services.enrol_here(visit, wish, acted_by=assistant.account_id or 0, now=now or clock_now())
    return db.session.scalars(select(Enrolment).where(Enrolment.public_id == made.public_id)).one()
