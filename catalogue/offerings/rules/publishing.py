"""What a listing needs before everybody may see it."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from catalogue.core.errors import DomainError

MEETING_MODES = frozenset({"in_person", "blended", "on_the_job", "outdoor"})


@dataclass(frozen=True)
class Missing:
    """One thing that publishing needs and a listing lacks; `run` is the run's reference where it is about a run."""

    field: str
    run: str | None = None


@dataclass(frozen=True)
class RunParts:
    """What publishing asks of a run."""

    reference: str
    gender_mode: str | None
    price_halalas: int | None
    mode: str
    sessions: int
    flexible: bool
    has_place: bool


@dataclass(frozen=True)
class ListingParts:
    """What publishing asks of an offering."""

    has_text: bool
    topics: int
    credential: str | None
    runs: tuple[RunParts, ...]
    image_lacks: tuple[str, ...] = ()
    """What its picture still needs, by field; nothing where it has none."""


def missing_for_publishing(listing: ListingParts) -> tuple[Missing, ...]:
    """What has to be added before the offering can be published, each thing under the name of its field.

    The mode, the price and whom a meeting is for belong to a run, so at least one run is needed. A join link may
    follow until the first session. The audience is everyone unless said.

    Source: MODEL, "What is always true", 8; docs/rules/publishing.md.
    """
    wanted = (
        ("summary", listing.has_text),
        ("topics", listing.topics > 0),
        ("credential", listing.credential is not None),
        ("runs", bool(listing.runs)),
    )
    missing = [Missing(field) for field, there in wanted if not there]
    missing.extend(Missing(field) for field in listing.image_lacks)
    for run in listing.runs:
        missing.extend(Missing(field, run.reference) for field in _missing_of_run(run))
    return tuple(missing)


def _missing_of_run(run: RunParts) -> list[str]:
    wanted = (
        ("gender_mode", run.gender_mode is not None),
        ("price", run.price_halalas is not None),
        ("sessions", run.sessions > 0 or run.flexible),
        ("venue", run.has_place or run.mode not in MEETING_MODES),
    )
    return [field for field, there in wanted if not there]


class NotReadyForPublishing(DomainError):
    code = "not_ready_for_publishing"
    message = _l("Something that publishing needs is still missing.")
    status = 422


class ProviderNotChecked(DomainError):
    """Nobody would see it: the office has not verified the provider, or has suspended it."""

    code = "provider_not_checked"
    message = _l("The provider is not verified, so nobody would see the listing.")
