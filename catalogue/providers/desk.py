"""The desk of one provider: who acts for it in this request, as what, and which pages it has.

The address names the provider (`/provide/<provider_id>/…`); `catalogue.access` opens the desk before any page of it is
called. A page that is called therefore has a `desk()`, and asks every query and service with its provider's id.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from flask import Blueprint, current_app, g
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import Exists, exists, select
from sqlalchemy.orm import InstrumentedAttribute

from catalogue.core.db import db
from catalogue.core.errors import NotFound
from catalogue.core.texts import LocalText, local
from catalogue.providers.models import Provider, ProviderMember
from catalogue.providers.rules import OVER, MemberRole, may_act_as

TABS: tuple[tuple[str, LazyString, MemberRole], ...] = (
    ("desk.overview", _l("Overview"), MemberRole.INSTRUCTOR),
    ("listings.listings", _l("Listings"), MemberRole.EDITOR),
    ("uploads.uploads", _l("Import"), MemberRole.EDITOR),
    ("roster.classes", _l("Classes"), MemberRole.INSTRUCTOR),
    ("figures.figures", _l("Figures"), MemberRole.EDITOR),
    ("people.people", _l("People"), MemberRole.INSTRUCTOR),
    ("organisation.organisation", _l("Organisation"), MemberRole.OWNER),
)


@dataclass(frozen=True)
class Desk:
    """An account's place at a provider's desk.

    :ivar provider: the row of the provider, for reading.
    """

    provider: Provider
    role: MemberRole

    @property
    def provider_id(self) -> int:
        return self.provider.id

    @property
    def name(self) -> LocalText:
        return local(self.provider, "name")

    @property
    def verified(self) -> bool:
        return self.provider.verified

    @property
    def working(self) -> bool:
        """Whether anything can be changed here at all: nothing can once it was rejected or closed."""
        return self.provider.state not in OVER

    def may(self, role: MemberRole) -> bool:
        return may_act_as(self.role, role)

    @property
    def tabs(self) -> list[tuple[str, LazyString]]:
        """The pages of the desk that this member may open."""
        return [(name, words) for name, words, role in TABS if self.may(role)]


def desk_blueprint(name: str, import_name: str) -> Blueprint:
    """A blueprint whose pages exist at every provider's desk, in both languages."""
    blueprint = Blueprint(name, import_name, url_prefix="/<any(ar, en):lang>/provide/<provider_id>")

    @blueprint.url_value_preprocessor
    def _take(_endpoint: str | None, values: dict[str, Any] | None) -> None:
        if values:
            g.lang = values.pop("lang", None)
            g.desk_of = values.pop("provider_id", None)

    return blueprint


def same_desk(endpoint: str, values: dict[str, Any]) -> None:
    """Links from one page of a desk to another need not say whose it is. Asked for every link of the site: once."""
    number = g.get("desk_of")
    if number and "provider_id" not in values and current_app.url_map.is_endpoint_expecting(endpoint, "provider_id"):
        values["provider_id"] = number


def open_desk(account_id: int) -> MemberRole | None:
    """Find the visitor's place at the desk that the address names. :returns: None where she has none."""
    found = desk_of(account_id, g.get("desk_of") or "")
    if found is None:
        return None
    g.desk = found
    return found.role


def desk() -> Desk:
    """The desk of this request. :raises NotFound: the page is none of a desk, or the access list did not ask."""
    if "desk" not in g:
        raise NotFound
    return cast(Desk, g.desk)


def desk_of(account_id: int, provider_id: str) -> Desk | None:
    """The account's place at the provider with this public id."""
    row = db.session.execute(
        select(Provider, ProviderMember.role)
        .join(ProviderMember, ProviderMember.provider_id == Provider.id)
        .where(Provider.public_id == provider_id, ProviderMember.account_id == account_id)
    ).one_or_none()
    return Desk(row.Provider, MemberRole(row.role)) if row else None


def at_a_desk(account_id: InstrumentedAttribute[int]) -> Exists:
    """Whether the account has a place at any desk: part of the question that finds the visitor."""
    return exists().where(ProviderMember.account_id == account_id)


def desks_of(account_id: int) -> list[Desk]:
    """Every desk at which the account has a place, the oldest membership first."""
    rows = db.session.execute(
        select(Provider, ProviderMember.role)
        .join(ProviderMember, ProviderMember.provider_id == Provider.id)
        .where(ProviderMember.account_id == account_id)
        .order_by(ProviderMember.since, Provider.id)
    )
    return [Desk(row.Provider, MemberRole(row.role)) for row in rows]
