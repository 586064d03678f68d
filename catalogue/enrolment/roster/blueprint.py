"""The blueprint of a provider's classes, on which the files of views put their pages."""

from __future__ import annotations

from catalogue.accounts.visitor import visitor
from catalogue.core.errors import NotFound
from catalogue.enrolment.roster.classes import run_of
from catalogue.offerings.models import Run
from catalogue.providers.desk import desk, desk_blueprint
from catalogue.providers.rules import MemberRole

bp = desk_blueprint("roster", __name__)


def class_here(number: str) -> Run:
    """The class that the address names, at this desk. :raises NotFound: it is none of this provider."""
    return run_of(desk().provider_id, number)


def class_to_change(number: str) -> Run:
    """As `class_here`, for changing something. :raises NotFound: the provider is closed, too."""
    if not desk().working:
        raise NotFound
    return class_here(number)


def may_edit() -> bool:
    """Whether the visitor may do here what changes seats."""
    return desk().working and desk().may(MemberRole.EDITOR)


def acting() -> int:
    """Who does it."""
    return visitor().account_id
