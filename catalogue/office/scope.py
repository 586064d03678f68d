"""Which city a member of the office looks after: its providers and listings alone, or all of them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select, true

from catalogue.accounts.models import OFFICE_ROLES, AccountRole
from catalogue.core.db import db
from catalogue.core.errors import NotFound
from catalogue.offerings.models import Offering
from catalogue.providers.models import Provider


@dataclass(frozen=True)
class Scope:
    """:ivar cities: ids; None is every city, and what has none."""

    cities: frozenset[int] | None

    def of_providers(self) -> ColumnElement[bool]:
        return true() if self.cities is None else Provider.city_id.in_(self.cities)

    def of_offerings(self) -> ColumnElement[bool]:
        """An offering belongs to the city of its provider, also after that has moved, else to its own.

        The statement joins the provider.
        """
        city = func.coalesce(Provider.city_id, Offering.city_id)
        return true() if self.cities is None else city.in_(self.cities)

    def has(self, city_id: int | None) -> bool:
        return self.cities is None or city_id in self.cities

    def ensure(self, city_id: int | None) -> None:
        """:raises NotFound: it is another city's."""
        if not self.has(city_id):
            raise NotFound

    def ensure_offering(self, offering: Offering) -> None:
        """:raises NotFound: it is another city's."""
        self.ensure(offering.provider.city_id or offering.city_id)


def scope_of(account_id: int) -> Scope:
    """A role without a city is a role everywhere."""
    roles = select(AccountRole.city_id).where(AccountRole.account_id == account_id, AccountRole.role.in_(OFFICE_ROLES))
    cities = list(db.session.scalars(roles))
    named = frozenset(city for city in cities if city is not None)
    return Scope(None if None in cities else named)
