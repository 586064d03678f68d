"""The one list of what each slice holds about people, and which of its rows are one person's.

It is gathered from the tables' own declarations (`__privacy__`, catalogue/core/holding.py).
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Table, false, or_, select

from catalogue.core.db import Model
from catalogue.core.holding import About, By, Owner


@dataclass(frozen=True)
class Person:
    """Whose rows: an account with its address, and the learners that belong to it."""

    account_id: int
    address: str
    learner_ids: tuple[int, ...]


@dataclass(frozen=True)
class Holding:
    """A table with rows about people."""

    table: Table
    about: About

    @property
    def columns(self) -> list[str]:
        return [column.name for column in self.table.columns]


def holdings() -> list[Holding]:
    """Every table with rows about people, those first to which others point."""
    declared = {
        mapper.class_.__tablename__: mapper.class_.__privacy__
        for mapper in Model.registry.mappers
        if isinstance(mapper.class_.__dict__.get("__privacy__"), About)
    }
    tables = (table for table in Model.metadata.sorted_tables if table.name in declared)
    return [Holding(table, declared[table.name]) for table in tables]


def in_reading_order() -> list[Holding]:
    """The same for pages: what matters most to a person first."""
    return sorted(holdings(), key=lambda one: (one.about.place, one.table.name))


def rows_of(person: Person, holding: Holding) -> ColumnElement[bool]:
    """Which rows of a table are this person's."""
    return or_(false(), *(_leads_to(person, holding.table, owner) for owner in holding.about.owners))


def _leads_to(person: Person, table: Table, owner: Owner) -> ColumnElement[bool]:
    column = table.c[owner.column]
    match owner.by:
        case By.ACCOUNT:
            return column == person.account_id
        case By.LEARNER:
            return column.in_(person.learner_ids)
        case By.ADDRESS:
            return column == person.address
        case By.ROW:
            above = next(one for one in holdings() if one.table.name == owner.table)
            return column.in_(select(*above.table.primary_key.columns).where(rows_of(person, above)))
