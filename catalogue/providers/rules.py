"""What a provider may be and become."""

from __future__ import annotations

import re
from datetime import timedelta
from enum import StrEnum

from flask_babel import lazy_gettext as _l

from catalogue.core.errors import DomainError
from catalogue.core.formats import ascii_digits


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


REASON_MAX = 500
"""Characters in which the office says to a provider why."""
APPLICATIONS_MOST = 3
"""Undecided applications of one account."""
RANK = (MemberRole.INSTRUCTOR, MemberRole.EDITOR, MemberRole.OWNER)
"""Each may do what those before may, and more: classes; listings; the people and the organisation itself."""


def may_act_as(role: MemberRole, wanted: MemberRole) -> bool:
    """Whether somebody with `role` may do what `wanted` is needed for."""
    return RANK.index(role) >= RANK.index(wanted)


INVITATION_LIFETIME = timedelta(days=7)
INVITATIONS_MOST = 20
"""Open invitations of one provider."""
VOUCHED = (
    "name_ar", "name_en", "kind", "city_id",
    "licence_authority_ar", "licence_authority_en", "licence_number", "licence_expires_on",
)  # fmt: skip
"""What the office checked when it verified the provider: changes of these wait until it has looked again."""
OWN = ("about_ar", "about_en", "email", "phone", "website", "district_id")
"""What a provider says of itself, at once; only a district of another city waits with that city."""
OVER = frozenset({ProviderState.REJECTED, ProviderState.CLOSED})
"""Nothing of such a provider changes any more."""
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


class ReasonMissing(DomainError):
    code = "reason_missing"
    message = _l("Give a reason: the provider reads it.")
    status = 422


class TooManyApplications(DomainError):
    code = "too_many_applications"
    message = _l("You already have several applications that wait for the office. Please wait for its answer.")
    status = 422


class DetailsChanged(DomainError):
    """Somebody else has saved them since the form was opened."""

    code = "details_changed"
    message = _l(
        "Somebody has changed these details since you opened them. What you typed is still here; the other change can "
        "be seen in a new window. Saving once more replaces it with yours."
    )


class AnotherProviderThanSeen(DomainError):
    """What the office would vouch for is not what it has looked at."""

    code = "another_provider_than_seen"
    message = _l("The provider has changed its details since you opened this page. Please look at them once more.")


class ChangeDecided(DomainError):
    """Another member of the office has decided, or the provider has taken it back."""

    code = "change_decided"
    message = _l("These changes are no longer waiting.")


class LastOwner(DomainError):
    code = "last_owner"
    message = _l("There has to be an owner: please make somebody else an owner first.")
    status = 422


class AlreadyMember(DomainError):
    code = "already_member"
    message = _l("You have a place at this desk already.")
    status = 422


class AlreadyInvited(DomainError):
    code = "already_invited"
    message = _l(
        "This address has been asked already. To send the mail once more, please withdraw that invitation first."
    )
    status = 422


class TooManyInvitations(DomainError):
    code = "too_many_invitations"
    message = _l("Many invitations are open already. Please withdraw some first.")
    status = 422


class ProviderOver(DomainError):
    """It was not accepted, or is closed: nothing of it changes any more."""

    code = "provider_over"
    message = _l("This provider is closed, so nothing can be changed here any more.")


def ensure_working(state: str) -> None:
    """:raises ProviderOver: nothing of this provider changes any more."""
    if state in OVER:
        raise ProviderOver


PHONE = re.compile(r"\+?[0-9]{3,15}")


class PhoneUnclear(DomainError):
    code = "phone_unclear"
    message = _l("Enter a telephone number in digits, such as 0512345678 or +966512345678")
    status = 422


def normal_phone(typed: str) -> str:
    """A number as it is kept: international where it can be told (`+966…`), as typed for short numbers of a service.

    :param typed: digits of either set, with spaces, hyphens and brackets.
    :raises PhoneUnclear: something else stands there, or too few or too many digits.
    Source: UX, rule 31.
    """
    bare = re.sub(r"[\s().\-]", "", ascii_digits(typed))
    bare = re.sub(r"^00", "+", bare)
    if re.fullmatch(r"0?5[0-9]{8}", bare):
        bare = "+966" + bare.lstrip("0")
    elif re.fullmatch(r"01[0-9]{8}", bare):
        bare = "+966" + bare[1:]
    if not PHONE.fullmatch(bare):
        raise PhoneUnclear
    return bare
