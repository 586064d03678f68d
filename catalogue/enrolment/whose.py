"""Whom a mail is about: its reader, or somebody whom the reader looks after and who is named in every such mail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from catalogue.accounts.models import Account, Guardianship
from catalogue.accounts.rules import short_name
from catalogue.core.db import db
from catalogue.core.formats import apart, listed
from catalogue.core.outbox import Message
from catalogue.core.texts import LocalText, local
from catalogue.enrolment import queries
from catalogue.enrolment.models import Enrolment

DEEDS = frozenset(
    f"enrolment_{step}" for step in ("confirmed", "requested", "waitlisted", "cancelled", "left_list", "declined")
)
"""What somebody has done is told with these; the others tell what the provider did, or time."""


@dataclass(frozen=True)
class Whose:
    """`name` in full and `called` among the family, or none where it is the reader.

    :ivar by_another: that another guardian has done it.
    """

    name: LocalText | None
    called: str = ""
    by_another: bool = False

    def words(self, own: str, others: str, **values: object) -> str:
        """The one text or the other; `%(name)s` of the other is what the learner is called.

        :param own: to the reader about herself. :param others: to a guardian.
        """
        if self.name is None:
            return own % values
        return others % {"name": self.called, **values}


def of_several(names: Sequence[LocalText], *, own: bool) -> Whose:
    """For a mail about several of a household. :param own: whether the reader is one of them."""
    if own or not names:
        return Whose(None)
    return Whose(names[0], listed([_called(one) for one in names]))


def _called(name: LocalText) -> str:
    return apart(LocalText(short_name(name.text), name.lang))


def whose(enrolment: Enrolment, message: Message) -> Whose:
    """Guardians get the mails of those whom they look after, and have to be told whom it is about."""
    own = enrolment.learner.account
    if own is not None and own.public_id == message.payload["account"]:
        return Whose(None)
    name = local(enrolment.learner, "full_name", message.language)
    return Whose(name, _called(name), message.kind in DEEDS and _by_another(enrolment, message))


def _by_another(enrolment: Enrolment, message: Message) -> bool:
    """Whether the last step was that of a guardian who is not the one written to."""
    steps = queries.steps_of(enrolment.id)
    if not steps or steps[-1].actor_id is None:
        return False
    guardian = (
        select(Account.public_id)
        .join(Guardianship, Guardianship.account_id == Account.id)
        .where(Account.id == steps[-1].actor_id, Guardianship.learner_id == enrolment.learner_id)
    )
    found = db.session.scalar(guardian.limit(1))
    return found is not None and found != message.payload["account"]
