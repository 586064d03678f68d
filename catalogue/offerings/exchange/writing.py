"""The exchange format, written: one offering of the database as a line. What is unknown is left out."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from catalogue.core.reader import LANGUAGES
from catalogue.core.texts import both
from catalogue.offerings.exchange.shape import BILINGUAL
from catalogue.offerings.images.addresses import with_public_image
from catalogue.offerings.models import Offering, OfferingSkill, ProgrammeStep, Run, RunSession, Venue
from catalogue.offerings.rules import Allocation, OfferingState, RunState, SessionState
from catalogue.providers.models import Provider
from catalogue.providers.rules import ProviderKind


def line_of(offering: Offering) -> str:
    return json.dumps(with_public_image(fields_of(offering)), ensure_ascii=False) + "\n"


def fields_of(offering: Offering, *, whole: bool = False) -> dict[str, Any]:
    """An offering as the exchange format writes it, its runs in the order of their references.

    :param whole: with its drafts of runs, and with steps that are not public.
    """
    return {
        "reference": offering.reference,
        "provider": _provider(offering.provider),
        "kind": offering.kind,
        **known(
            format=offering.format,
            **{name: both(offering, name) for name in BILINGUAL},
            topics=[link.topic.code for link in offering.topics],
            level=offering.level,
            age_min=offering.age_min,
            age_max=offering.age_max,
            audiences=offering.audiences,
            languages=offering.languages,
            credential=offering.credential,
            hours=offering.hours,
            skills_taught=[_skill(link) for link in offering.skills if link.role == "taught"],
            skills_required=[_skill(link) for link in offering.skills if link.role == "required"],
            occupations=[link.isco_code for link in offering.occupations],
            features=offering.features,
            prerequisites=offering.prerequisites,
            steps=[_step(link) for link in offering.steps if whole or link.step.state == OfferingState.PUBLISHED],
            image=offering.image,
            runs=[
                run_fields(run) for run in sorted(offering.runs, key=lambda run: run.reference) if whole or _public(run)
            ],
        ),
    }


def known(**fields: Any) -> dict[str, Any]:
    """The fields that say something."""
    return {name: value for name, value in fields.items() if value is not None and value != [] and value != {}}


def _public(run: Run) -> bool:
    return run.state != RunState.DRAFT


def _provider(provider: Provider) -> dict[str, Any]:
    return {
        "reference": provider.reference,
        **known(
            name=both(provider, "name"),
            about=both(provider, "about"),
            kind=provider.kind if provider.kind != ProviderKind.OTHER else None,
            city=provider.city.slug if provider.city else None,
            district=provider.district.slug if provider.district else None,
            languages=provider.languages,
            email=provider.email,
            phone=provider.phone,
            website=provider.website,
        ),
    }


def _skill(link: OfferingSkill) -> str | None:
    return link.skill.key if link.skill else link.words


def _step(link: ProgrammeStep) -> dict[str, str]:
    return {"provider": link.step.provider.reference, "reference": link.step.reference}


def run_fields(run: Run) -> dict[str, Any]:
    """A run as the exchange format writes it."""
    return {
        "reference": run.reference,
        "mode": run.mode,
        **known(
            city=run.city.slug if run.city else None,
            district=run.district.slug if run.district else None,
            venue=venue_fields(run.venue) if run.venue else None,
            room=both(run, "room"),
            join_url=run.join_url,
            gender_mode=run.gender_mode,
            sections=run.sections,
            languages=run.languages,
            price=amount(run.price_halalas),
            currency=run.currency,
            reduced=_reduced(run),
            capacity=run.capacity,
            minimum=run.minimum,
            waiting_list=run.waiting_list,
            allocation=run.allocation if run.allocation != Allocation.FIRST_COME else None,
            flexible_start=run.flexible_start or None,
            state=run.state if run.state != RunState.SCHEDULED else None,
            enrol_opens_at=moment(run.enrol_opens_at),
            enrol_closes_at=moment(run.enrol_closes_at),
            cancel_until=moment(run.cancel_until),
            questions=run.questions,
            sessions=[_session(session) for session in sorted(run.sessions, key=lambda one: one.starts_at)],
        ),
    }


def amount(halalas: int | None) -> str | None:
    """15000 → "150.00"."""
    return None if halalas is None else f"{halalas // 100}.{halalas % 100:02d}"


def _reduced(run: Run) -> dict[str, Any] | None:
    if run.reduced_for is None:
        return None
    return {"price": amount(run.reduced_price_halalas), "for": run.reduced_for}


def moment(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def venue_fields(venue: Venue) -> dict[str, Any]:
    return known(
        name={lang: name for lang in LANGUAGES if (name := getattr(venue, f"name_{lang}"))},
        address=both(venue, "address"),
        latitude=venue.latitude,
        longitude=venue.longitude,
        access=dict(sorted(venue.access.items())),
    )


def _session(session: RunSession) -> dict[str, Any]:
    state = None if session.state == SessionState.SCHEDULED else session.state
    return known(starts_at=moment(session.starts_at), ends_at=moment(session.ends_at), state=state)
