"""Results for spreadsheets, feed readers and calendars."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import datetime
from io import StringIO
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from flask_babel import gettext as _

from catalogue.core.reader import reader
from catalogue.core.spreadsheets import guarded
from catalogue.core.texts import CONTROL, local
from catalogue.offerings.calendars import runs_calendar
from catalogue.offerings.exchange.writing import amount, moment
from catalogue.offerings.models import Run
from catalogue.offerings.queries import Card
from catalogue.offerings.wording import offering_url
from catalogue.search.finding import Findings
from catalogue.search.presenting.addresses import results_url

ATOM = "http://www.w3.org/2005/Atom"
BOM = "\ufeff"  # without it spreadsheets read Arabic as Latin letters
COLUMNS = (
    *("id", "reference", "kind", "format", "title_ar", "title_en", "summary_ar", "summary_en", "provider_ar"),
    *("provider_en", "level", "age_min", "age_max", "languages", "credential", "run", "availability", "mode", "city"),
    *("district", "gender_mode", "price", "currency", "capacity", "seats_free", "starts_at", "ends_at", "url"),
)


def as_csv(findings: Findings, now: datetime) -> tuple[str, str]:
    """One row an offering, with the run that fits best; times in UTC, money in units of the currency."""
    out = StringIO()
    writer = csv.DictWriter(out, COLUMNS, extrasaction="raise")
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in _row(card).items()} for card in findings.cards)
    return "text/csv", BOM + out.getvalue()


def _cell(value: Any) -> str:
    return guarded("|".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value))


def _row(card: Card) -> dict[str, Any]:
    offering, provider = card.offering, card.offering.provider
    about = {name: getattr(offering, name, None) for name in COLUMNS}
    about |= {"id": offering.public_id, "provider_ar": provider.name_ar, "provider_en": provider.name_en}
    about |= {"url": offering_url(offering, external=True), "mode": None, "city": None, "district": None}
    if card.run:
        about |= _run_cells(card.run.run) | {"availability": card.run.availability.value}
    return about


def _run_cells(run: Run) -> dict[str, Any]:
    return {
        "run": run.reference,
        "mode": run.mode,
        "city": run.city.slug if run.city else None,
        "district": run.district.slug if run.district else None,
        "gender_mode": run.gender_mode,
        "price": amount(run.price_halalas),
        "currency": run.currency,
        "capacity": run.capacity,
        "seats_free": run.seats_free,
        "starts_at": moment(run.starts_at),
        "ends_at": moment(run.ends_at),
    }


def as_atom(findings: Findings, now: datetime) -> tuple[str, bytes]:
    """The results as a feed (RFC 4287) in the reader's language."""
    lang = reader().lang
    feed = Element("feed", {"xmlns": ATOM, "xml:lang": lang})
    page = results_url(findings.query, external=True)
    text = findings.query.text
    title = _("Search for “%(text)s”", text=text) if text else _("Courses, workshops and programmes")
    changed = [card.offering.changed_at for card in findings.cards]
    _add(feed, "id", page)
    _add(feed, "title", title)
    _add(feed, "updated", moment(max(changed, default=now)))
    SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": page})
    SubElement(feed, "link", {"rel": "self", "href": results_url(findings.query, form="atom", external=True)})
    for card in findings.cards:
        _entry(feed, card)
    return "application/atom+xml", tostring(feed, "utf-8", xml_declaration=True)


def _entry(feed: Element, card: Card) -> None:
    offering = card.offering
    entry = SubElement(feed, "entry")
    address = offering_url(offering, external=True)
    _add(entry, "id", f"urn:offering:{offering.public_id}")
    _add(entry, "title", local(offering, "title").text)
    _add(entry, "updated", moment(offering.changed_at))
    _add(entry, "published", moment(offering.published_at))
    _add(SubElement(entry, "author"), "name", local(offering.provider, "name").text)
    SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": address})
    _add(entry, "summary", local(offering, "summary").text or local(offering, "description").text)


def _add(parent: Element, name: str, text: str | None) -> None:
    SubElement(parent, name).text = CONTROL.sub("", text or "")


def as_calendar(findings: Findings, now: datetime) -> tuple[str, bytes]:
    """All meetings of the runs that fit, for a phone's own calendar."""
    return "text/calendar", runs_calendar(_fitting(findings), reader().lang, now=now)


def _fitting(findings: Findings) -> Iterator[tuple[Run, str]]:
    """Each run of the page that fits the search, with its offering's address; without an index the best run."""
    for card in findings.cards:
        wanted = findings.found.run_ids.get(card.offering.id)
        runs = [one.run for one in card.runs if wanted is None or one.run.id in wanted]
        address = offering_url(card.offering, external=True)
        yield from ((run, address) for run in (runs if wanted is not None else runs[:1]))


WRITERS: dict[str, Callable[[Findings, datetime], tuple[str, str | bytes]]] = {
    "csv": as_csv,
    "atom": as_atom,
    "ics": as_calendar,
}
