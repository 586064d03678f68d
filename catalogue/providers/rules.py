"""What a provider may be and become."""

from __future__ import annotations

from enum import StrEnum

from flask_babel import lazy_gettext as _l

from catalogue.core.errors import DomainError


class ProviderKind(StrEnum):
    UNIVERSITY = "university"
    COLLEGE = "college"
    TRAINING_INSTITUTE = "training_institute"
    SCHOOL = "school"
    COMPANY = "company"
    ASSOCIATION = "association"
    LIBRARY = "library"
    MUNICIPAL = "municipal"
    OTHER = "other"


class ProviderState(StrEnum):
    APPLIED = "applied"
    VERIFIED = "verified"
    REJECTED = "rejected"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class MemberRole(StrEnum):
    OWNER = "owner"
    EDITOR = "editor"
    INSTRUCTOR = "instructor"


NEXT: dict[ProviderState, frozenset[ProviderState]] = {
    ProviderState.APPLIED: frozenset({ProviderState.VERIFIED, ProviderState.REJECTED}),
    ProviderState.REJECTED: frozenset(),
    ProviderState.VERIFIED: frozenset({ProviderState.SUSPENDED, ProviderState.CLOSED}),
    ProviderState.SUSPENDED: frozenset({ProviderState.VERIFIED, ProviderState.CLOSED}),
    ProviderState.CLOSED: frozenset(),
}


class ProviderCannotBecome(DomainError):
    code = "provider_cannot_become"
    message = _l("The provider cannot be moved to this state.")


def ensure_may_become(before: ProviderState, after: ProviderState) -> None:
    """:raises ProviderCannotBecome: MODEL knows no such step."""
    if after not in NEXT[before]:
        raise ProviderCannotBecome(before=before, after=after)
