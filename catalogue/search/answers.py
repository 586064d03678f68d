"""Results as JSON: the one form of the public API and of the search's own address."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from catalogue.core.reader import LANGUAGES
from catalogue.core.texts import both
from catalogue.offerings.exchange.writing import amount, moment
from catalogue.offerings.models import Offering
from catalogue.offerings.queries import Card, RunCard
from catalogue.offerings.wording import offering_url
from catalogue.providers.models import Provider
from catalogue.providers.wording import provider_url
from catalogue.search.finding import Findings
from catalogue.search.port import Match
from catalogue.search.presenting.labels import Names, names_of, provider_names


def answer(findings: Findings, now: datetime) -> dict[str, Any]:
    """A page of results as the contract writes it."""
    found, query = findings.found, findings.query
    providers = provider_names({one.value for one in found.facets.get("provider", ())})
    return {
        "total": found.total,
        "page": query.page,
        "per_page": query.per_page,
        "items": [item(card, found.matched.get(card.offering.id, ())) for card in findings.cards],
        "facets": {
            name: [
                {"value": one.value, "label": names_of(name, one.value, providers), "count": one.count}
                for one in counts
            ]
            for name, counts in found.facets.items()
        },
        "understood": _understood(findings),
        "fallback": found.fallback,
        "degraded": not findings.usable,
    }


def _understood(findings: Findings) -> dict[str, Any]:
    understood = findings.found.understood
    return {
        "corrected": understood.corrected if understood else None,
        "filters": _filters(findings),
        "concepts": list(understood.concepts) if understood else [],
    }


def _filters(findings: Findings) -> dict[str, Any]:
    """Name → value, or a list where several are meant: those of the address, and those put into words."""
    filters: dict[str, list[str]] = {}
    for name, value in findings.query.filters():
        filters.setdefault(name, []).append(value)
    for wish in findings.found.understood.wishes if findings.found.understood else ():
        filters.setdefault(wish.name, []).extend(wish.values)
    return {name: values[0] if len(values) == 1 else values for name, values in filters.items()}


def item(card: Card, matched: tuple[Match, ...] = ()) -> dict[str, Any]:
    offering = card.offering
    return {
        "id": offering.public_id,
        "reference": offering.reference,
        "kind": offering.kind,
        "format": offering.format,
        "title": both(offering, "title"),
        "summary": both(offering, "summary"),
        "provider": provider_of(offering.provider),
        "availability": card.run.availability.value if card.run else None,
        "next_run": run_of(card.run) if card.run else None,
        "matched": [{"field": one.field, "term": one.term, "because": one.because} for one in matched],
        "url": offering_urls(offering),
    }


def provider_of(provider: Provider) -> dict[str, Any]:
    return {"id": provider.public_id, "reference": provider.reference, "name": both(provider, "name")}


def run_of(card: RunCard) -> dict[str, Any]:
    """A run in short. What is not known is null."""
    run = card.run
    return {
        "id": run.public_id,
        "reference": run.reference,
        "availability": card.availability.value,
        "mode": run.mode,
        "city": run.city.slug if run.city else None,
        "district": run.district.slug if run.district else None,
        "venue": both(run.venue, "name") if run.venue else None,
        "gender_mode": run.gender_mode,
        "languages": run.languages or run.offering.languages,
        "starts_at": moment(run.starts_at),
        "ends_at": moment(run.ends_at),
        "flexible_start": run.flexible_start,
        "enrol_opens_at": moment(run.enrol_opens_at),
        "enrol_closes_at": moment(run.enrol_closes_at),
        "price": amount(run.price_halalas),
        "currency": run.currency,
        "capacity": run.capacity,
        "seats_free": run.seats_free,
    }


def offering_urls(offering: Offering) -> Names:
    """Language → the page in it."""
    return {lang: offering_url(offering, lang, external=True) for lang in LANGUAGES}


def provider_urls(provider: Provider) -> Mapping[str, str]:
    return {lang: provider_url(provider, lang, external=True) for lang in LANGUAGES}
