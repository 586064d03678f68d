"""The addresses of all public pages, each with its twin in the other language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app, request, url_for
from sqlalchemy import func, select

from catalogue.core.db import db
from catalogue.core.paging import pages_of
from catalogue.core.reader import LANGUAGES
from catalogue.core.texts import local, slug
from catalogue.offerings.models import Offering
from catalogue.offerings.queries import is_public
from catalogue.providers.models import Provider
from catalogue.providers.rules import ProviderState
from catalogue.taxonomy.queries import occupations

OFFERINGS_PER_FILE = 10_000  # two addresses each, and the rest in the first file: well below the limit of 50,000
STANDING = (
    "pages.home",
    "search.results",
    "search.topics",
    "search.calendar",
    "search.providers",
    "pathways.careers",
    "pages.about",
    "pages.help",
    "pages.accessibility",
    "pages.privacy",
    "pages.provide",
)


@dataclass(frozen=True)
class Entry:
    """One page: language → absolute address, and when it last changed, where that is known."""

    addresses: dict[str, str]
    changed_at: datetime | None = None


def absolute(path: str) -> str:
    base: str = current_app.config["SETTINGS"].base_url or request.url_root.rstrip("/")
    return base + path


def files() -> int:
    """How many files the list needs; at least one."""
    offerings = db.session.scalar(select(func.count(Offering.id)).join(Provider).where(is_public())) or 0
    return pages_of(offerings, OFFERINGS_PER_FILE)


def file_address(number: int) -> str:
    return absolute(url_for("root.sitemap", page=number))


def entries(number: int) -> Iterator[Entry]:
    """The pages of one file, counted from 0; the first holds everything that is not an offering as well."""
    if number == 0:
        for endpoint in STANDING:
            yield Entry(_twins(endpoint))
        for occupation in occupations():
            yield Entry(_twins("pathways.career", key=occupation.key))
        yield from _providers()
    yield from _offerings(number)


def _twins(endpoint: str, **values: Any) -> dict[str, str]:
    return {lang: absolute(url_for(endpoint, lang=lang, **values)) for lang in LANGUAGES}


def _named(endpoint: str, row: object, field: str, **values: Any) -> dict[str, str]:
    """The addresses of something whose name stands at their end."""
    return {
        lang: absolute(url_for(endpoint, lang=lang, slug=slug(local(row, field, lang).text), **values))
        for lang in LANGUAGES
    }


def _providers() -> Iterator[Entry]:
    found = select(Provider.public_id, Provider.name_ar, Provider.name_en).where(
        Provider.state == ProviderState.VERIFIED
    )
    for row in db.session.execute(found.order_by(Provider.id)):
        yield Entry(_named("search.provider", row, "name", provider_id=row.public_id))


def _offerings(number: int) -> Iterator[Entry]:
    found = (
        select(Offering.public_id, Offering.title_ar, Offering.title_en, Offering.changed_at)
        .join(Provider)
        .where(is_public())
        .order_by(Offering.id)
        .limit(OFFERINGS_PER_FILE)
        .offset(max(0, number) * OFFERINGS_PER_FILE)
    )
    for row in db.session.execute(found):
        yield Entry(_named("offerings.offering", row, "title", offering_id=row.public_id), row.changed_at)
