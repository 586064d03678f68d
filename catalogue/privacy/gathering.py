"""Everything about a person, gathered through the one list: what the page shows and the files hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Select, select

from catalogue.accounts.models import Learner
from catalogue.core.db import db
from catalogue.core.texts import both
from catalogue.enrolment.models import Enrolment
from catalogue.offerings.models import Offering, Run
from catalogue.privacy.holdings import Holding, Person, in_reading_order, rows_of
from catalogue.privacy.queries import person_of
from catalogue.providers.models import Provider
from catalogue.taxonomy.models import City, District


@dataclass(frozen=True)
class Named:
    """What an id stands for: its number in addresses, and its name in each language that has one."""

    number: str
    name_ar: str | None
    name_en: str | None

    @property
    def names(self) -> dict[str, str]:
        return both(self, "name")


@dataclass(frozen=True)
class Section:
    """One table's rows about the person, as they stand in the database."""

    holding: Holding
    rows: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Everything:
    """All of it, with what the ids in it stand for."""

    person: Person
    sections: Sequence[Section]
    names: Mapping[tuple[str, int], Named]

    def named(self, section: Section, column: str, value: Any) -> Named | None:
        """What an id in this column stands for, if it is one that leads to something with a name."""
        return self.names.get((_target(section.holding, column), value)) if isinstance(value, int) else None

    def learner_in(self, section: Section, column: str, value: Any) -> Named | None:
        """Whose enrolment the column points to: of a household a title alone does not say."""
        if _target(section.holding, column) != Enrolment.__tablename__:
            return None
        return self.names.get(("learner", self._learners.get(value, 0)))

    @cached_property
    def _learners(self) -> Mapping[int, int]:
        """Enrolment id → learner id."""
        found = (one for one in self.sections if one.holding.table.name == Enrolment.__tablename__)
        return {row["id"]: row["learner_id"] for section in found for row in section.rows}


def everything_about(account_id: int) -> Everything:
    """What is kept about the account, its own learner and those whom it looks after.

    :raises NotFound: no such account.
    """
    person = person_of(account_id)
    sections = [Section(holding, _rows(person, holding)) for holding in in_reading_order() if holding.about.owners]
    return Everything(person, sections, _names(person, sections))


def _rows(person: Person, holding: Holding) -> Sequence[Mapping[str, Any]]:
    table = holding.table
    found = select(table).where(rows_of(person, holding)).order_by(*table.primary_key.columns)
    return [dict(row) for row in db.session.execute(found).mappings()]


def _target(holding: Holding, column: str) -> str:
    """The table that a column points to."""
    links = list(holding.table.c[column].foreign_keys)
    return str(links[0].column.table.name) if links else ""


def _names(person: Person, sections: Sequence[Section]) -> dict[tuple[str, int], Named]:
    """One SELECT for each table to which any of the rows points."""
    wanted: dict[str, set[int]] = {}
    for section in sections:
        for column in section.holding.columns:
            target = _target(section.holding, column)
            if target in NAMES:
                found = (row[column] for row in section.rows)
                wanted.setdefault(target, set()).update(value for value in found if value is not None)
    wanted["learner"] = wanted.get("learner", set()) & set(person.learner_ids)
    return {
        (table, number): Named(*about)
        for table, ids in wanted.items()
        if ids
        for number, *about in db.session.execute(_those(NAMES[table], ids))
    }


def _those(names: Select[*tuple[Any, ...]], ids: set[int]) -> Select[*tuple[Any, ...]]:
    return names.where(next(iter(names.selected_columns)).in_(sorted(ids)))


NAMES: dict[str, Select[*tuple[Any, ...]]] = {
    "city": select(City.id, City.slug, City.name_ar, City.name_en),
    "district": select(District.id, District.slug, District.name_ar, District.name_en),
    "provider": select(Provider.id, Provider.public_id, Provider.name_ar, Provider.name_en),
    "offering": select(Offering.id, Offering.public_id, Offering.title_ar, Offering.title_en),
    "run": select(Run.id, Run.public_id, Offering.title_ar, Offering.title_en).join(Offering),
    "enrolment": select(Enrolment.id, Enrolment.public_id, Offering.title_ar, Offering.title_en)
    .join(Run, Run.id == Enrolment.run_id)
    .join(Offering),
    "learner": select(Learner.id, Learner.public_id, Learner.full_name_ar, Learner.full_name_en),
}
"""What an id stands for, by the table it points to: the id first, its number in addresses, its names."""
