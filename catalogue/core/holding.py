"""What a table holds about people, said beside the table as its `__privacy__`.

Export, erasure, the privacy notice and the tests read these declarations and nothing else. A table without people says
`__privacy__ = NOBODY`; any other says whose its rows are and names each of its columns once (`About`). A table or
column that says nothing fails `tests/source/test_holdings.py`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l


class By(StrEnum):
    """What the column holds that leads from a row to its person."""

    ACCOUNT = "account"
    LEARNER = "learner"
    ADDRESS = "address"
    ROW = "row"


@dataclass(frozen=True)
class Owner:
    """How a row leads to its person; `table` is the one whose row it belongs to (By.ROW)."""

    by: By
    column: str
    table: str = ""


def account_in(column: str) -> Owner:
    """The column holds an account's id."""
    return Owner(By.ACCOUNT, column)


def learner_in(column: str) -> Owner:
    """The column holds a learner's id."""
    return Owner(By.LEARNER, column)


def address_in(column: str) -> Owner:
    """The column holds an e-mail address."""
    return Owner(By.ADDRESS, column)


def row_of(table: str, column: str) -> Owner:
    """The column holds the id of a row of another table, and whose that is, this is."""
    return Owner(By.ROW, column, table)


class AtErasure(StrEnum):
    """What happens to the rows of a person who has the account erased."""

    DELETE = "delete"
    EMPTY = "empty"
    """The row stays as a count; what is personal or secret in it is emptied."""
    KEEP = "keep"
    """Nothing in it is personal: it stays, and leads to nobody."""
    RUN_OUT = "run_out"
    """Nobody can tell whose it is; it goes by itself very soon."""


@dataclass(frozen=True)
class Kept:
    """How long, in words; `%(time)s` in them is the number of days that the named setting says."""

    words: LazyString
    setting: str = ""


WITH_THE_ACCOUNT = Kept(_l("As long as you have the account."))
Labels = Mapping[str, LazyString]


@dataclass(frozen=True)
class About:
    """A table with rows about people. Each column stands in exactly one of `personal` to `plain`."""

    what: LazyString
    why: LazyString
    kept: Kept
    at_erasure: AtErasure
    owners: tuple[Owner, ...]
    personal: Labels = field(default_factory=dict)
    """Says who somebody is or what she wrote: exported, shown, gone at erasure."""
    secret: Labels = field(default_factory=dict)
    """Would open the account, or is another person's: an export says only that it is there; gone at erasure."""
    facts: Labels = field(default_factory=dict)
    """Exported and shown; says nothing about a person once the personal columns are empty."""
    others: Labels = field(default_factory=dict)
    """An account that acted: shown as "you" or "somebody else", never as a name."""
    plain: Collection[str] = ()
    """Ids and technical values: exported for machines, not shown."""
    place: int = 50
    """Where it stands on pages: what matters most to a person first, technical things last."""

    def columns(self) -> Iterator[str]:
        """Every column that is named, as often as it is."""
        for names in (self.personal, self.secret, self.facts, self.others, self.plain):
            yield from names


@dataclass(frozen=True)
class Nobody:
    """A table without people. `seemingly`: columns whose names look personal and are not (an organisation's)."""

    seemingly: Collection[str] = ()


NOBODY = Nobody()
