"""What providers, their states and their people are called, and where a provider's page is."""

from __future__ import annotations

from flask import url_for
from flask_babel import LazyString, lazy_pgettext
from flask_babel import lazy_gettext as _l

from catalogue.core.reader import reader
from catalogue.core.texts import local, slug
from catalogue.providers.models import Provider
from catalogue.providers.rules import MemberRole, ProviderKind, ProviderState

KINDS: dict[str, LazyString] = {
    ProviderKind.UNIVERSITY: _l("University"),
    ProviderKind.COLLEGE: _l("College"),
    ProviderKind.TRAINING_INSTITUTE: _l("Training institute"),
    ProviderKind.SCHOOL: _l("School"),
    ProviderKind.COMPANY: _l("Company"),
    ProviderKind.ASSOCIATION: _l("Association"),
    ProviderKind.LIBRARY: _l("Library"),
    ProviderKind.MUNICIPAL: _l("City authority"),
    ProviderKind.OTHER: _l("Other provider"),
}
STATES: dict[str, LazyString] = {
    ProviderState.APPLIED: _l("Waits for the office"),
    ProviderState.VERIFIED: _l("Verified"),
    ProviderState.REJECTED: lazy_pgettext("provider", "Not accepted"),
    ProviderState.SUSPENDED: _l("Suspended"),
    ProviderState.CLOSED: lazy_pgettext("provider", "Closed"),
}
TONES: dict[str, str] = {
    ProviderState.APPLIED: "sun",
    ProviderState.VERIFIED: "ok",
    ProviderState.REJECTED: "danger",
    ProviderState.SUSPENDED: "danger",
    ProviderState.CLOSED: "",
}
ROLES: dict[str, LazyString] = {
    MemberRole.OWNER: _l("Owner"),
    MemberRole.EDITOR: _l("Editor"),
    MemberRole.INSTRUCTOR: _l("Instructor"),
}
ROLE_HINTS: dict[str, LazyString] = {
    MemberRole.OWNER: _l("Everything, also the people and the organisation itself"),
    MemberRole.EDITOR: _l("Listings, dates, files and figures, and all that an instructor does"),
    MemberRole.INSTRUCTOR: _l("The classes: who comes, who was there"),
}


def provider_url(provider: Provider, lang: str | None = None, *, external: bool = False) -> str:
    """The public page, in the reader's language or another one."""
    lang = lang or reader().lang
    readable = slug(local(provider, "name", lang).text)
    return url_for("search.provider", lang=lang, provider_id=provider.public_id, slug=readable, _external=external)
