"""The mails with what a provider writes to its classes: each by itself, or several together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import Text, cast, exists, literal, select
from sqlalchemy.orm import joinedload

from catalogue.accounts.models import Learner
from catalogue.core.db import db
from catalogue.core.formats import apart, listed
from catalogue.core.mail import Letter
from catalogue.core.outbox import Message
from catalogue.core.texts import LocalText, local
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.queries import for_account
from catalogue.enrolment.roster.models import RunMessage
from catalogue.enrolment.roster.people import told_in
from catalogue.enrolment.whose import Whose, of_several
from catalogue.offerings.models import Offering, Run
from catalogue.providers.models import Provider


@dataclass(frozen=True)
class Written:
    """One message to one class, as an account of that class reads it."""

    run: Run
    title: LocalText
    provider: LocalText
    lines: Sequence[str]
    names: str
    whose: Whose


def _written(said: RunMessage, account_id: int, lang: str) -> Written | None:
    """None where nobody of this family has a seat any more."""
    parts = (joinedload(Run.offering).joinedload(Offering.provider), joinedload(Run.city))
    run = db.session.get_one(Run, said.run_id, options=parts)
    seated = (Enrolment.run_id == run.id, Enrolment.state.in_(told_in(run)))
    found = select(Learner).join(Enrolment).where(*seated, for_account(account_id))
    learners = db.session.scalars(found.order_by(Enrolment.id)).all()
    if not learners:
        return None
    names = [local(one, "full_name", lang) for one in learners]
    return Written(
        run=run,
        title=local(run.offering, "title", lang),
        provider=local(run.offering.provider, "name", lang),
        lines=said.words.split("\n"),
        names=listed([one.text for one in names]),
        whose=of_several(names, own=any(one.account_id == account_id for one in learners)),
    )


def _message(message: Message) -> Letter | None:
    """Void where the writer's words are gone, too."""
    said = db.session.get(RunMessage, message.payload["message"])
    one = _written(said, message.payload["account"], message.language) if said else None
    if one is None:
        return None
    own, others = _("From the provider of your course: %(title)s"), _("From the provider, for %(name)s: %(title)s")
    subject = one.whose.words(own, others, title=apart(one.title))
    return Letter(subject, "run_message", {"one": one, "link": _mine(message.language)})


def _messages(message: Message) -> Letter | None:
    """What an account did not get by itself, because it had had enough mails of this provider that day."""
    provider = db.session.get(Provider, message.payload["provider"])
    if provider is None:
        return None
    account_id = message.payload["account"]
    theirs = select(Enrolment.run_id).join(Learner).where(for_account(account_id))
    alone = literal("run_message:") + cast(RunMessage.id, Text) + literal(f":{account_id}")
    found = (
        select(RunMessage)
        .join(Run, Run.id == RunMessage.run_id)
        .join(Offering, Offering.id == Run.offering_id)
        .where(
            Offering.provider_id == provider.id,
            RunMessage.run_id.in_(theirs),
            RunMessage.sent_at >= datetime.fromisoformat(message.payload["since"]),
            RunMessage.sent_at < datetime.fromisoformat(message.payload["until"]),
            ~exists().where(Message.dedupe_key == alone),
        )
        .order_by(RunMessage.id)
    )
    said = (_written(one, account_id, message.language) for one in db.session.scalars(found).all())
    several = [one for one in said if one is not None]
    if not several:
        return None
    name = local(provider, "name", message.language)
    subject = _("Several messages from a provider: %(provider)s", provider=apart(name))
    return Letter(subject, "run_messages", {"several": several, "link": _mine(message.language)})


def _mine(lang: str) -> str:
    return url_for("enrolment.mine", lang=lang, _external=True)


WRITERS = {"run_message": _message, "run_messages": _messages}
