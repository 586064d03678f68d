"""What a proposal changes, in words: old beside new, field by field, both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from catalogue.core import formats
from catalogue.core.formats import DEFAULT_ZONE
from catalogue.core.messages import gettext as _
from catalogue.core.reader import LANGUAGES, reader
from catalogue.offerings.editing.halls import others_at
from catalogue.offerings.editing.models import OfferingRevision
from catalogue.offerings.editing.wording import SESSIONS
from catalogue.offerings.exchange.values import halalas
from catalogue.offerings.exchange.writing import fields_of, run_fields
from catalogue.offerings.images.presenting import Addressed, ShownImage, image_said, words_about
from catalogue.offerings.images.queries import key_for
from catalogue.offerings.models import Offering, Run
from catalogue.offerings.run_words import short_day
from catalogue.offerings.services.storing_venues import is_called
from catalogue.taxonomy import queries as taxonomy
from catalogue.taxonomy.vocabularies import label, labels

Fields = dict[str, Any]
CURRENCY = "SAR"
PLACE, PLACE_OF_ALL = _l("Place"), _l("Place, for all dates that are held there")
WORDS: dict[str, LazyString] = {
    "title": _l("Title"),
    "audiences": _l("Audiences"),
    "credential": _l("Certificate"),
    "gender_mode": _l("Who can come?"),
    "sections": _l("Sections"),
    "price": _l("Price"),
    "currency": _l("Currency"),
    "reduced": _l("Lower price"),
    "mode": _l("How is it held?"),
    "city": _l("City"),
    "district": _l("District"),
    "room": _l("Room"),
    "venue": PLACE,
    "flexible_start": _l("Start at any time"),
    "sessions": _l("Meetings"),
}


@dataclass(frozen=True)
class Change:
    """One field, before and after. :ivar lang: of a bilingual text; :ivar run: the first day of the run it is about."""

    words: LazyString
    before: str
    after: str
    lang: str = ""
    run: str = ""
    pictures: tuple[ShownImage | None, ShownImage | None] | None = None


def changes_of(revision: OfferingRevision, offering: Offering, pictures: Addressed) -> list[Change]:
    """What would change in the listing as it is now. :param pictures: where the reader finds pictures of it."""
    now = {**fields_of(offering), "runs": [run_fields(run) for run in offering.runs]}
    shown = pictures_between(now, revision.proposed, offering, pictures)
    return [*shown, *changes_between(now, revision.proposed, offering, _place_words)]


def _any_place(_run: Run, _wanted: Fields) -> LazyString:
    return PLACE


def changes_between(
    before: Fields,
    after: Fields,
    offering: Offering,
    place_words: Callable[[Run, Fields], LazyString] = _any_place,
) -> list[Change]:
    """:param after: what of the offering, and of which of its runs, is spoken of."""
    found = list(_between(before, after, DEFAULT_ZONE, ""))
    runs = {run.reference: run for run in offering.runs}
    earlier = {run["reference"]: run for run in before.get("runs", ())}
    for wanted in after.get("runs", ()):
        run, was = runs.get(wanted["reference"]), earlier.get(wanted["reference"])
        if run is None or was is None:
            continue
        words = place_words(run, wanted) if "venue" in wanted else PLACE
        changes = _between(was, wanted, run.time_zone, short_day(run))
        found.extend(replace(one, words=words) if one.words is PLACE else one for one in changes)
    return found


def _place_words(run: Run, proposed: Fields) -> LazyString:
    """Whether it is another place, or this one for all that are held there."""
    given = proposed.get("venue") or {}
    names = {f"name_{lang}": (given.get("name") or {}).get(lang) for lang in LANGUAGES}
    same = run.venue is not None and ("was" in given or is_called(run.venue, names))
    return PLACE_OF_ALL if same and run.venue_id and others_at(run.venue_id, run.id) else PLACE


def pictures_between(before: Fields, after: Fields, offering: Offering, addressed: Addressed) -> Iterator[Change]:
    """The old picture beside the new one, then what is said of each. :param addressed: where the reader finds them."""
    old, new = before.get("image") or {}, after.get("image") or {}
    if "image" not in after or old == new:
        return
    if old.get("url") != new.get("url"):
        yield Change(
            _l("Picture"),
            old.get("url", ""),
            new.get("url", ""),
            pictures=(_stored(old, offering, addressed), _stored(new, offering, addressed)),
        )
    said, says = dict(words_about(old)), dict(words_about(new))
    yield from (
        Change(name, said.get(name, ""), says.get(name, ""))
        for name in {**said, **says}
        if said.get(name) != says.get(name)
    )


def _stored(said: Fields, offering: Offering, addressed: Addressed) -> ShownImage | None:
    """What is kept here of a picture; of one that is named by address, once it was fetched for the listing."""
    return image_said(offering.provider_id, said, key_for(offering, said), addressed)


def _between(now: Fields, proposed: Fields, zone: str, run: str) -> Iterator[Change]:
    for name, words in WORDS.items():
        if name not in proposed:
            continue
        if name in ("title", "room"):
            old, new = now.get(name) or {}, proposed[name] or {}
            pairs: list[tuple[str, str, str]] = [
                (lang, old.get(lang) or "", (new.get(lang) or "").strip()) for lang in LANGUAGES
            ]
        else:
            wanted = {**now, **proposed}
            pairs = [("", _written(name, now, zone), _written(name, wanted, zone))]
        yield from (Change(words, before, after, lang, run) for lang, before, after in pairs if before != after)


def _written(name: str, fields: Fields, zone: str) -> str:
    value = fields.get(name)
    if value in (None, "", [], {}):
        return ""
    known: dict[str, Callable[[Any], str]] = {
        "audiences": lambda keys: formats.listed(labels("audiences", keys)),
        "credential": lambda key: label("credential_types", key),
        "gender_mode": lambda key: label("attendance_groups", key),
        "mode": lambda key: label("delivery_modes", key),
        "price": lambda written: _amount(written, fields),
        "reduced": lambda given: f"{label('audiences', given.get('for'))}: {_amount(given['price'], fields)}",
        "sections": lambda given: formats.listed([_section(one) for one in given]),
        "sessions": lambda given: formats.listed([_meeting(one, zone) for one in given]),
        "venue": _venue,
        "flexible_start": lambda given: str(_("Yes") if given else _("No")),
        "city": _place,
        "district": lambda slug: _place(f"{fields.get('city')}:{slug}"),
    }
    return known.get(name, str)(value)


def _amount(written: Any, fields: Fields) -> str:
    """A price, read as the exchange reads it."""
    return formats.money(halalas(written), fields.get("currency") or CURRENCY)


def _place(key: str) -> str:
    found = taxonomy.places().get(key)
    return str(getattr(found, f"name_{reader().lang}")) if found else key


def _venue(given: Fields) -> str:
    """Its names and its addresses: either may be what changes."""
    return " / ".join(text for part in ("name", "address") for text in (given.get(part) or {}).values() if text)


def _section(given: Fields) -> str:
    group = label("attendance_groups", given.get("gender_mode"))
    return f"{group}: {formats.digits(str(given['capacity']))}" if given.get("capacity") else group


def _meeting(given: Fields, zone: str) -> str:
    start, end = (formats.at_zone(datetime.fromisoformat(given[name]), zone) for name in ("starts_at", "ends_at"))
    words = f"{formats.day_short(start.date())} {formats.time_range(start, end)}"
    state = given.get("state")
    return f"{words} ({SESSIONS[state]})" if state else words
