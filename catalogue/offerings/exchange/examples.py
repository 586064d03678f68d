"""The rows with which the empty file shows how it is filled: left in, they are known again and go no further."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from flask_babel import lazy_gettext as _l

from catalogue.core.reader import LANGUAGES, Reader, reader, reading_as
from catalogue.offerings.exchange.lists import LISTS, OF_THE_DATABASE
from catalogue.offerings.exchange.typed import plain
from catalogue.taxonomy.queries import once_per_app

EXAMPLE_LEFT_OUT = _l("This row is an example of the empty file, so it was not read.")
EXAMPLE_KEPT = _l("This reference belongs to the example of the empty file. The row needs a reference of its own.")
REFERENCES = (_l("EXAMPLE-1"), _l("EXAMPLE-2"))
TITLES = (_l("An evening of Arabic calligraphy"), _l("Welding for beginners, in two evenings"))
SUMMARIES = (_l("Two hours with pen and ink, for everyone."), _l("First seams under the eyes of a master."))
PLACE = _l("Hall of the community centre")
AHEAD = timedelta(days=60)
SUNDAY = 6
SHOWN = {
    "format": "lecture", "age_max": "60", "occupations": "7212", "district": "jubail-industrial-city:khalij",
    "join_url": "https://example.org/room", "currency": "SAR", "waiting_list": "10", "run_languages": "en",
    "minimum": "5", "allocation": "approval", "flexible_start": "no", "state": "scheduled", "reduced_price": "50",
    "reduced_for": "job_seekers", "venue_access": "wheelchair=yes", "steps": "A-1 | A-2",
}  # fmt: skip
LONGEST = 40
"""Letters of a reference among which an example is looked for."""


def examples(today: date) -> list[dict[str, str]]:
    """Two rows in the reader's words, as a person would type them; their days are still to come."""
    lang = reader().lang
    first = today + AHEAD + timedelta(days=(SUNDAY - (today + AHEAD).weekday()) % 7)
    common = {
        "run_reference": "1",
        f"venue_{lang}": str(PLACE),
        "gender_mode": "mixed",
        "mode": "in_person",
        "city": "jubail-industrial-city",
    }
    about = (
        {"kind": "workshop", "topics": "0214", "credential": "none", "price": "0", "capacity": "20",
         "sessions": _meeting(first), "languages": "ar", "audiences": "everyone"},
        {"kind": "course", "topics": "0715", "credential": "attendance", "price": "150", "capacity": "12",
         "sessions": f"{_meeting(first)} | {_meeting(first + timedelta(days=7))}", "level": "beginner", "age_min": "16",
         "languages": "ar", "audiences": "adults", "hours": "6"},
    )  # fmt: skip
    rows = []
    for number, row in enumerate(about):
        said = {"reference": REFERENCES[number], f"title_{lang}": TITLES[number], f"summary_{lang}": SUMMARIES[number]}
        rows.append({**{name: str(words) for name, words in said.items()}, **{
            name: _label(name, value) for name, value in {**common, **row}.items()}})  # fmt: skip
    return rows


def values_to_show(today: date) -> dict[str, str]:
    """A value for each column that has a form of its own: what the guide shows beside its words."""
    day = f"{today + AHEAD:%d/%m/%Y}"
    found = {name: _label(name, value) for name, value in SHOWN.items()}
    found |= dict.fromkeys(("enrol_opens_at", "enrol_closes_at", "cancel_until"), day)
    several = (LISTS["audiences"]()[key][reader().lang] for key in ("adults", "job_seekers"))
    return {**found, "audiences": " | ".join(several), **{
        name: value for row in examples(today) for name, value in row.items() if name != "audiences"}}  # fmt: skip


def _label(column: str, value: str) -> str:
    words = LISTS[column]().get(value) if column in LISTS and column not in OF_THE_DATABASE else None
    return words[reader().lang] if words else value


def _meeting(day: date) -> str:
    return f"{day:%d/%m/%Y} 17:00-20:00"


def names_example(cells: Mapping[str, str]) -> bool:
    """Whether a row has the reference of an example, whatever else stands in it."""
    reference = cells.get("reference", "")
    return len(reference) < LONGEST and plain(reference) in _known()[0]


def is_example(cells: Mapping[str, str]) -> bool:
    """Whether a row is an example that nobody has made a listing of."""
    titles = [title for lang in LANGUAGES if (title := plain(cells.get(f"title_{lang}", "")))]
    return names_example(cells) and all(title in _known()[1] for title in titles)


@once_per_app
def _known() -> tuple[frozenset[str], frozenset[str]]:
    """References and titles of the examples, in either language."""
    references: set[str] = set()
    titles: set[str] = set()
    for lang in LANGUAGES:
        with reading_as(Reader(lang=lang)):
            references.update(plain(str(one)) for one in REFERENCES)
            titles.update(plain(str(one)) for one in TITLES)
    return frozenset(references), frozenset(titles)
