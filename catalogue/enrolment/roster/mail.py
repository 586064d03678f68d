"""The mail with what a provider writes to a class."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from catalogue.accounts.models import Learner
from catalogue.core.db import db
from catalogue.core.formats import apart, listed
from catalogue.core.mail import Letter
from catalogue.core.outbox import Message
from catalogue.core.texts import local
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.queries import for_account
from catalogue.enrolment.roster.models import RunMessage
from catalogue.enrolment.roster.people import told_in
from catalogue.offerings.models import Offering, Run


def _message(message: Message) -> Letter | None:
    """Void where the writer's words are gone, or where nobody of this family has a seat any more."""
    written = db.session.get(RunMessage, message.payload["message"])
    if written is None:
        return None
    parts = (joinedload(Run.offering).joinedload(Offering.provider), joinedload(Run.city))
    run = db.session.get_one(Run, written.run_id, options=parts)
    seated = (Enrolment.run_id == run.id, Enrolment.state.in_(told_in(run)))
    found = select(Learner).join(Enrolment).where(*seated, for_account(message.payload["account"]))
    learners = db.session.scalars(found.order_by(Enrolment.id)).all()
    if not learners:
        return None
    title = local(run.offering, "title", message.language)
    return Letter(
        _("From the provider of your course: %(title)s", title=apart(title)),
        "run_message",
        {
            "title": title,
            "provider": local(run.offering.provider, "name", message.language),
            "run": run,
            "lines": written.words.split("\n"),
            "names": listed([local(one, "full_name", message.language).text for one in learners]),
            "link": url_for("enrolment.mine", lang=message.language, _external=True),
        },
    )


WRITERS = {"run_message": _message}
