"""What a provider's own file may do: of a provider that the office does not vouch for it changes nothing that is live.

Source: docs/rules/importing.md, rule 20; docs/decisions/0009.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from catalogue.core.db import db
from catalogue.core.errors import DomainError
from catalogue.offerings.models import Offering, Run
from catalogue.offerings.rules import LIVE, OfferingState
from catalogue.providers.models import Provider

IS_OVER: Mapping[str | None, LazyString] = {
    OfferingState.TAKEN_DOWN: _l(
        "The office has taken this listing down, so nothing of it changes any more. At the desk a copy of it can be "
        "made."
    ),
    OfferingState.ARCHIVED: _l(
        "This listing was archived, so nothing of it changes any more. At the desk a copy of it can be made."
    ),
}
"""State → why no file changes a listing in it, whoever sends it (docs/rules/publishing.md, rule 4)."""
NOT_VOUCHED_FOR = _l(
    "The office has suspended this provider, or has not verified it yet. Until it has, a file changes no listing that "
    "is published or paused, so this one was left as it is."
)


class NotVouchedFor(DomainError):
    code = "not_vouched_for"
    message = NOT_VOUCHED_FOR
    status = 422


def may_change(provider: Provider, state: str | None) -> bool:
    """Whether a file of this provider may change a listing in this state; None is one that is not there yet."""
    return provider.verified or state not in LIVE


def may_redescribe(provider: Provider, venue_ids: Collection[int]) -> bool:
    """Whether a file of this provider may say anything else of these places: live listings may meet there."""
    if provider.verified or not venue_ids:
        return True
    meeting = select(Run.id).join(Run.offering).where(Run.venue_id.in_(venue_ids), Offering.state.in_(LIVE)).limit(1)
    return db.session.scalar(meeting) is None
