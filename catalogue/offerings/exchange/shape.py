"""The shape of the exchange format: which fields there are, how each is read, and what a listing is once read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from catalogue.offerings.exchange import values
from catalogue.offerings.exchange.problems import Problem
from catalogue.offerings.rules import Allocation, RunState
from catalogue.taxonomy import queries as taxonomy
from catalogue.taxonomy.vocabularies import FORMATS, keys

TITLE_MAX, SUMMARY_MAX, TEXT_MAX, DESCRIPTION_MAX = 200, 500, 4000, 20_000
SESSIONS_MAX = 400
RUNS_MAX = 200

BILINGUAL: Mapping[str, values.Reader] = {
    "title": values.bilingual(TITLE_MAX),
    "summary": values.bilingual(SUMMARY_MAX),
    "description": values.bilingual(DESCRIPTION_MAX, lines=True),
    "learn": values.bilingual(TEXT_MAX, lines=True),
    "who_for": values.bilingual(TEXT_MAX, lines=True),
    "bring": values.bilingual(TEXT_MAX, lines=True),
    "assessed": values.bilingual(TEXT_MAX, lines=True),
    "funding": values.bilingual(TEXT_MAX, lines=True),
}


@dataclass(frozen=True)
class Column:
    """How a field is read, the column it fills, and what stands there when the field is empty."""

    read: values.Reader
    name: str = ""
    empty: Any = None


OFFERING_COLUMNS: Mapping[str, Column] = {
    "format": Column(values.one_of(FORMATS)),
    "level": Column(values.one_of(keys("difficulty"))),
    "age_min": Column(values.whole(0, 120)),
    "age_max": Column(values.whole(0, 120)),
    "audiences": Column(values.many_of(lambda: keys("audiences")), empty=[]),
    "languages": Column(values.many_of(lambda: keys("languages_of_instruction")), empty=[]),
    "credential": Column(values.one_of(keys("credential_types"))),
    "hours": Column(values.whole(1, 10_000)),
    "features": Column(values.many_of(taxonomy.feature_codes), empty=[]),
    "prerequisites": Column(values.words, empty=[]),
}
RUN_COLUMNS: Mapping[str, Column] = {
    "join_url": Column(values.link),
    "gender_mode": Column(values.one_of(keys("attendance_groups"))),
    "languages": Column(values.many_of(lambda: keys("languages_of_instruction")), empty=[]),
    "capacity": Column(values.whole(1)),
    "minimum": Column(values.whole(0)),
    "waiting_list": Column(values.whole(0), empty=0),
    "allocation": Column(values.one_of(tuple(Allocation)), empty=Allocation.FIRST_COME),
    "price": Column(values.halalas, "price_halalas"),
    "currency": Column(values.currency, empty="SAR"),
    "flexible_start": Column(values.truth, empty=False),
    "state": Column(values.one_of(tuple(RunState)), empty=RunState.SCHEDULED),
}
RUN_MOMENTS = ("enrol_opens_at", "enrol_closes_at", "cancel_until")
# Read in exchange/structures.py.
OFFERING_STRUCTURES, RUN_STRUCTURES = ("image",), ("questions", "sections")
LINKS = ("topics", "skills_taught", "skills_required", "occupations", "steps")
OFFERING_FIELDS = frozenset(
    {"reference", "provider", "kind", "runs", *BILINGUAL, *OFFERING_COLUMNS, *OFFERING_STRUCTURES, *LINKS}
)
RUN_FIELDS = frozenset(
    {"reference", "mode", "city", "district", "venue", "room", "reduced", "sessions"}
    | {*RUN_COLUMNS, *RUN_STRUCTURES, *RUN_MOMENTS}
)


@dataclass(frozen=True)
class SkillMention:
    """A skill of the vocabulary (its key), or words of the provider's own."""

    key: str | None
    words: str | None


@dataclass(frozen=True)
class StepMention:
    """An offering that a programme consists of; without a provider it is one of the programme's own."""

    provider: str | None
    reference: str


@dataclass(frozen=True)
class SessionListing:
    starts_at: datetime
    ends_at: datetime
    state: str


@dataclass
class RunListing:
    """A run of a file; `sessions` and `venue` are None where the file does not speak of them.

    :ivar venue: empty where it says that there is none.
    """

    row: int
    reference: str
    values: dict[str, Any]
    sessions: tuple[SessionListing, ...] | None = None
    venue: dict[str, Any] | None = None


@dataclass
class Listing:
    """An offering of a file. `provider_values` are what the file says about the provider."""

    row: int
    provider: str
    reference: str
    provider_values: dict[str, Any] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    topics: list[str] | None = None
    skills: dict[str, list[SkillMention]] = field(default_factory=dict)
    occupations: list[str] | None = None
    steps: list[StepMention] | None = None
    runs: list[RunListing] = field(default_factory=list)
    state: str | None = None
    """The state that it is brought back to: only where an import is taken back."""


@dataclass
class Raw:
    """A line of JSON, or rows of a table put together: fields as the exchange format names them, unchecked.

    :ivar fields: None where the row is not readable; its problems say why.
    :ivar run_rows: of a table, the row on which each run stands; a bad one loses that row, not the offering. Where
        nothing is readable, all the rows that are lost.
    :ivar problems: met while it was put together.
    :ivar spoilt: what is wrong stands where the offering itself is described, so none of its rows can be taken.
    :ivar rows: of a table, the rows as they stand in the file; `columns` are their names. `text`: a line as it stands.
    :ivar size: letters of it, so that no more of them stand in memory at once than there is room for.
    :ivar position: its number, where offerings come from somewhere that knows it.
    :ivar state: see `Listing`.
    :ivar found: what was there when it was looked at, {} for nothing: it must be that still when it is changed.
    :ivar expected: what the offering must be once it is stored, where it is brought back.
    """

    row: int
    fields: dict[str, Any] | None
    run_rows: list[int] = field(default_factory=list)
    flat: bool = False
    problems: list[Problem] = field(default_factory=list)
    spoilt: bool = False
    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    columns: tuple[str, ...] = ()
    text: str = ""
    size: int = 0
    position: int = 0
    state: str | None = None
    found: dict[str, Any] | None = None
    expected: dict[str, Any] | None = None
