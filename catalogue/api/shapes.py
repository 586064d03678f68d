"""What the public API says of each thing, beside the results of a search (those are in search/answers)."""

from __future__ import annotations

from typing import Any

from flask import url_for

from catalogue.core.texts import both, slug
from catalogue.offerings.exchange.writing import fields_of, moment
from catalogue.offerings.images.addresses import with_public_image
from catalogue.offerings.models import Offering, Run
from catalogue.offerings.queries import Card, RunCard
from catalogue.offerings.rules import SessionState
from catalogue.providers.models import Provider
from catalogue.search.answers import offering_urls, provider_of, provider_urls, run_of
from catalogue.search.presenting.addresses import results_url
from catalogue.search.query import Query
from catalogue.search.suggest import Suggestion
from catalogue.taxonomy.queries import OccupationFacts, SkillFacts, TopicFacts

PRIVATE = frozenset({"join_url", "questions"})
"""What an export carries and only the enrolled, or nobody, need to know."""


def offering(card: Card) -> dict[str, Any]:
    """An offering in the fields of the exchange format, with ids, addresses and what can be joined now."""
    row = card.offering
    runs = {run.run.reference: run for run in card.runs}
    about = with_public_image(fields_of(row))
    return {
        **about,
        "id": row.public_id,
        "provider": {**about["provider"], "id": row.provider.public_id},
        "availability": card.run.availability.value if card.run else None,
        "runs": [_run_of_offering(fields, runs[fields["reference"]]) for fields in about.get("runs", ())],
        "published_at": moment(row.published_at),
        "changed_at": moment(row.changed_at),
        "url": offering_urls(row),
    }


def _run_of_offering(fields: dict[str, Any], card: RunCard) -> dict[str, Any]:
    kept = {name: value for name, value in fields.items() if name not in PRIVATE}
    return {
        **kept,
        "id": card.run.public_id,
        "availability": card.availability.value,
        "seats_free": card.run.seats_free,
        "starts_at": moment(card.run.starts_at),
        "ends_at": moment(card.run.ends_at),
    }


def run(card: RunCard) -> dict[str, Any]:
    """A run with its meetings, and the offering that it delivers."""
    row = card.run
    return {
        **run_of(card),
        "offering": _offering_in_short(row.offering),
        "room": both(row, "room"),
        "waiting_list": row.waiting_list,
        "cancel_until": moment(row.cancel_until),
        "sessions": _sessions(row),
    }


def _offering_in_short(row: Offering) -> dict[str, Any]:
    return {
        "id": row.public_id,
        "reference": row.reference,
        "title": both(row, "title"),
        "provider": provider_of(row.provider),
        "url": offering_urls(row),
    }


def _sessions(row: Run) -> list[dict[str, Any]]:
    return [
        {
            "starts_at": moment(session.starts_at),
            "ends_at": moment(session.ends_at),
            "cancelled": session.state == SessionState.CANCELLED,
        }
        for session in row.sessions
    ]


def provider(row: Provider, offerings: int) -> dict[str, Any]:
    """:param offerings: how many of its offerings can still be joined."""
    return {
        **provider_of(row),
        "about": both(row, "about"),
        "kind": row.kind,
        "city": row.city.slug if row.city else None,
        "district": row.district.slug if row.district else None,
        "languages": row.languages,
        "email": row.email,
        "phone": row.phone,
        "website": row.website,
        "verified_at": moment(row.verified_at),
        "offerings": offerings,
        "url": provider_urls(row),
    }


def topic(row: TopicFacts, offerings: int) -> dict[str, Any]:
    return {
        "code": row.code,
        "level": row.level,
        "parent": row.parent_code,
        "label": both(row, "name"),
        "offerings": offerings,
    }


def suggestion(one: Suggestion) -> dict[str, Any]:
    """A suggestion with the address that it leads to, in the reader's language."""
    return {"kind": one.kind, "text": one.text, "lang": one.lang, "count": one.count, "url": _address_of(one)}


def _address_of(one: Suggestion) -> str:
    if one.kind == "search":
        return results_url(Query(text=one.text))
    if one.kind == "topic":
        return results_url(Query(chosen=(("topic", (one.about,)),)))
    if one.kind == "occupation":
        return url_for("pathways.career", key=one.about)
    if one.kind == "provider":
        return url_for("search.provider", provider_id=one.about, slug=slug(one.text))
    return url_for("offerings.offering", offering_id=one.about, slug=slug(one.text))


def skill(row: SkillFacts) -> dict[str, Any]:
    return {"key": row.key, "label": both(row, "name"), "kind": row.kind, "group": row.group}


def occupation(row: OccupationFacts, skills: dict[int, str]) -> dict[str, Any]:
    """:param skills: id → key."""
    return {
        "key": row.key,
        "code": row.isco_code,
        "label": both(row, "name"),
        "essential_skills": [skills[one] for one in row.essential],
        "optional_skills": [skills[one] for one in row.optional],
    }
