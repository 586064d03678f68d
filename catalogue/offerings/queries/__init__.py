"""Offerings, read: cards for lists, pages, providers with their counts."""

from catalogue.offerings.queries.cards import Card, RunCard, card_of, cards
from catalogue.offerings.queries.pages import (
    VenueFacts,
    offering_by_public_id,
    offering_page,
    programmes_with,
    run_by_public_id,
    similar,
    venue_facts,
)
from catalogue.offerings.queries.providers import ProviderCard, providers_of
from catalogue.offerings.queries.rows import is_public

__all__ = [
    "Card",
    "ProviderCard",
    "RunCard",
    "VenueFacts",
    "card_of",
    "cards",
    "is_public",
    "offering_by_public_id",
    "offering_page",
    "programmes_with",
    "providers_of",
    "run_by_public_id",
    "similar",
    "venue_facts",
]
