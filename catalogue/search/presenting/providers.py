"""Providers: the list with what each has on show, and the page of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from flask import url_for
from flask_babel import LazyString

from catalogue.core.formats import ascii_digits, whole
from catalogue.core.paging import pages_of
from catalogue.core.texts import LocalText, local, other_language
from catalogue.offerings.queries import providers_of
from catalogue.providers.models import Provider
from catalogue.providers.wording import KINDS, provider_url
from catalogue.search.finding import Findings, count, facets_of, find
from catalogue.search.presenting.addresses import results_url, with_pairs
from catalogue.search.presenting.cards import CardView, card_views
from catalogue.search.presenting.results import fitting
from catalogue.search.query import Query
from catalogue.search.stems import NOTHING_WANTED
from catalogue.search.text import ARTICLE
from catalogue.taxonomy import queries as taxonomy

PER_PAGE = 48


@dataclass(frozen=True)
class ProviderEntry:
    """A provider in a list, with how many of its offerings can still be joined."""

    provider: Provider
    offerings: int

    @property
    def url(self) -> str:
        return provider_url(self.provider)

    @property
    def name(self) -> LocalText:
        return local(self.provider, "name")

    @property
    def kind(self) -> str:
        return str(KINDS[self.provider.kind])

    @property
    def initial(self) -> str:
        return initial_of(self.name)


@dataclass(frozen=True)
class ProvidersPage:
    """The list, narrowed down by city and kind."""

    entries: list[ProviderEntry]
    total: int
    page: int
    city: str
    kind: str

    @property
    def pages(self) -> int:
        return pages_of(self.total, PER_PAGE)

    @property
    def cities(self) -> list[tuple[str, str]]:
        return [(city.slug, local(city, "name").text) for city in taxonomy.cities()]

    @property
    def kinds(self) -> list[tuple[str, LazyString]]:
        return list(KINDS.items())

    def page_url(self, page: int) -> str:
        pairs = (("city", self.city), ("kind", self.kind), ("page", str(page) if page > 1 else ""))
        return with_pairs(url_for("search.providers"), tuple(pair for pair in pairs if pair[1]))


def providers_page(args: Mapping[str, str], now: datetime) -> ProvidersPage:
    """What cannot be read in the address is left out."""
    city = args.get("city", "")
    city = city if taxonomy.city_by_slug(city) else ""
    kind = args.get("kind", "") if args.get("kind") in set(KINDS) else ""
    counts = {one.value: one.count for one in facets_of(Query(), now).facets.get("provider", ())}
    found = [
        ProviderEntry(card.provider, counts.get(card.provider.public_id, 0))
        for card in providers_of(city or None)
        if not kind or card.provider.kind == kind
    ]
    found.sort(key=lambda entry: (-entry.offerings, entry.name.text))
    page = _page(args.get("page", ""), pages_of(len(found), PER_PAGE))
    return ProvidersPage(found[(page - 1) * PER_PAGE : page * PER_PAGE], len(found), page, city, kind)


def _page(asked: str, last: int) -> int:
    return min(max(1, whole(asked) or 1), last)


@dataclass(frozen=True)
class ProviderPage:
    """One provider with what it offers now; `past` counts what is over, full or closed."""

    provider: Provider
    findings: Findings
    cards: list[CardView]
    past: int

    @cached_property
    def name(self) -> LocalText:
        return local(self.provider, "name")

    @cached_property
    def other_name(self) -> LocalText | None:
        """The name in the language that the heading is not in."""
        lang = other_language(self.name.lang)
        found = local(self.provider, "name", lang)
        return found if found.lang == lang else None

    @property
    def kind(self) -> str:
        return str(KINDS[self.provider.kind])

    @property
    def initial(self) -> str:
        return initial_of(self.name)

    @property
    def about(self) -> LocalText:
        return local(self.provider, "about")

    @property
    def licence(self) -> LocalText:
        return local(self.provider, "licence_authority")

    @property
    def total(self) -> int:
        return self.findings.found.total

    @property
    def search_url(self) -> str:
        return results_url(_query(self.provider))

    @property
    def past_url(self) -> str:
        return results_url(_query(self.provider, "all"))

    @property
    def phone_url(self) -> str:
        return "tel:" + "".join(sign for sign in ascii_digits(self.provider.phone or "") if sign in "+0123456789")

    @property
    def website_url(self) -> str:
        """The website, where it is one that may stand in a link."""
        website = self.provider.website or ""
        return website if website.startswith(("https://", "http://")) else ""

    def page_url(self, page: int) -> str:
        return with_pairs(provider_url(self.provider), (("page", str(page)),) if page > 1 else ()) + "#offers"


def provider_page(provider: Provider, page: int, now: datetime) -> ProviderPage:
    query = _query(provider)
    findings = find(query.on_page(page), now)
    return ProviderPage(
        provider=provider,
        findings=findings,
        cards=card_views(findings.cards, NOTHING_WANTED, fitting(findings), now),
        past=max(0, count(_query(provider, "all"), now) - findings.found.total),
    )


def _query(provider: Provider, which: str = "") -> Query:
    return Query(chosen=(("provider", (provider.public_id,)),), open=which)


def initial_of(name: LocalText) -> str:
    """The letter on the tile: of Arabic names the first one after the article."""
    text = name.text.strip()
    if name.lang == "ar":
        text = text.removeprefix(ARTICLE) or text
    return text[:1].upper()
