"""A person's data in words: what the readable page shows of each row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _

from catalogue.core.formats import day_full, listed, moment
from catalogue.core.reader import reader
from catalogue.core.texts import LocalText, local, other_language
from catalogue.privacy.gathering import Everything, Section
from catalogue.privacy.notice import how_long
from catalogue.privacy.words import PARTS, WORDS


@dataclass(frozen=True)
class Fact:
    """One value with its name. `code`: a technical word, shown as it is from left to right."""

    label: LazyString
    text: LocalText | str
    code: bool = False


@dataclass(frozen=True)
class Shown:
    """One table about the person: what it is, why and how long it is kept, its rows."""

    what: LazyString
    why: LazyString
    how_long: str
    rows: Sequence[Sequence[Fact]]


def shown(found: Everything) -> list[Shown]:
    """Everything, kinds without a row left out."""
    return [
        Shown(
            section.holding.about.what,
            section.holding.about.why,
            how_long(section.holding.about.kept),
            [list(_facts(found, section, row)) for row in section.rows],
        )
        for section in found.sections
        if section.rows
    ]


def nothing_kept(found: Everything) -> list[LazyString]:
    """The kinds of which there is no row."""
    return [section.holding.about.what for section in found.sections if not section.rows]


def _facts(found: Everything, section: Section, row: Mapping[str, Any]) -> Iterator[Fact]:
    """What says nothing is left out; the files hold every column."""
    about = section.holding.about
    for column, label in {**about.facts, **about.personal}.items():
        if column == "payload":
            yield from _about_what(found, label, row[column])
        elif row[column] is not None and row[column] not in ("", {}, []):
            yield _fact(found, section, column, label, row[column])
            if learner := found.learner_in(section, column, row[column]):
                yield Fact(PARTS["learner"], local(learner, "name"))
    for column, label in about.secret.items():
        yield Fact(label, _("Kept in a form that is not shown") if row[column] else _("None"))
    for column, label in about.others.items():
        if row[column] is not None:
            yield Fact(label, _("You") if row[column] == found.person.account_id else _("Somebody else"))


def _about_what(found: Everything, label: LazyString, payload: Mapping[str, Any]) -> Iterator[Fact]:
    """Of which course a message was; its other numbers say nothing to people, and stand in the files."""
    if named := found.names.get(("enrolment", payload.get("enrolment", 0))):
        yield Fact(label, local(named, "name"))


def _fact(found: Everything, section: Section, column: str, label: LazyString, value: Any) -> Fact:
    if named := found.named(section, column, value):
        return Fact(label, local(named, "name"))
    words = WORDS.get(column, {}).get(str(value))
    if words is not None:
        return Fact(label, str(words))
    if isinstance(value, datetime):
        return Fact(label, moment(value))
    if isinstance(value, date):
        return Fact(label, day_full(value))
    if isinstance(value, dict):
        parts = [
            f"{PARTS.get(name, name)}: {_told(part)}" for name, part in value.items() if part not in ("", None, [])
        ]
        return Fact(label, " · ".join(parts))
    return Fact(label, str(value), code=not isinstance(value, str) or column in CODES)


def _told(value: Any) -> str:
    """A part of a value: of what is kept in both languages the reader's; of lists and the like what they hold."""
    if isinstance(value, Mapping):
        lang = reader().lang
        if found := value.get(lang) or value.get(other_language(lang)):
            return str(found)
        return ", ".join(f"{name}: {_told(part)}" for name, part in value.items())
    if isinstance(value, list):
        return listed([_told(part) for part in value])
    return str(value)


CODES = frozenset({"text_version", "public_id", "idempotency_key", "kind", "entity", "email", "address", "last_error"})
"""Columns whose values are addresses, numbers and technical words."""
