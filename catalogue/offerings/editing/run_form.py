"""A run as a form: from the exchange format into fields, and back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from catalogue.accounts.forms import Answers
from catalogue.core.formats import at_zone, whole
from catalogue.core.reader import LANGUAGES
from catalogue.offerings.editing.meetings import read_meetings, typed_meetings
from catalogue.offerings.editing.moments import calendar_of, clock_of, day_of, shown_day, written
from catalogue.offerings.editing.offering_form import Fields, Typed
from catalogue.offerings.editing.places import place_fields, zone_of
from catalogue.offerings.editing.questions import read_questions, typed_questions
from catalogue.offerings.rules import Allocation
from catalogue.taxonomy.vocabularies import access_features

PLAIN = ("mode", "gender_mode", "capacity", "minimum", "waiting_list", "allocation", "price", "join_url")
BILINGUAL = ("venue_name", "venue_address", "room")
MOMENTS = {"enrol_opens_at": time(8), "enrol_closes_at": time(23, 59), "cancel_until": time(23, 59)}
"""Deadline → the time of day that is meant where none is written."""
SECTIONS = ("women", "men")
NAMES = frozenset(
    {*PLAIN, *MOMENTS, "place", "city", "district", "languages", "flexible_start", "sessions", "reduced_price"}
    | {"hall", "venue_for", "reduced_for", "sections", "questions", "ramadan_starts", "ramadan_ends"}
    | {"repeat_from", "repeat_until", "repeat_starts", "repeat_ends", "repeat_without"}
    | {f"{name}_{lang}" for name in BILINGUAL for lang in LANGUAGES}
    | {f"sections_{number}_capacity" for number in range(10)}
    | {f"questions_{number}_label_{lang}" for number in range(30) for lang in LANGUAGES}
    | {f"questions_{number}_options" for number in range(30)}
    | {f"sessions_{number}" for number in range(400)}
)


def start(cal: str) -> Typed:
    """What a new run is likely to be."""
    return MultiDict({"mode": "in_person", "allocation": Allocation.FIRST_COME, "calendar": cal, "waiting_list": "10"})


def typed_of(run: Fields, cal: str) -> Typed:
    """A run, as the exchange format writes it, in the fields of the form."""
    city, district = run.get("city", ""), run.get("district", "")
    place = f"{city}:{district}" if city and district else city
    zone = zone_of(place)
    cal = calendar_of(_days(run, zone), cal)
    known = {name: str(run[name]) for name in PLAIN if run.get(name) is not None}
    typed = {"place": place, "calendar": cal, "allocation": Allocation.FIRST_COME.value, **known, **_typed_place(run)}
    for name in MOMENTS:
        if run.get(name):
            at = at_zone(datetime.fromisoformat(run[name]), zone)
            typed |= {name: shown_day(at.date(), cal), f"{name}_time": f"{at:%H:%M}"}
    reduced = run.get("reduced") or {}
    typed |= {"reduced_price": reduced.get("price", ""), "reduced_for": reduced.get("for", "")}
    typed["flexible_start"] = "1" if run.get("flexible_start") else ""
    for number, section in enumerate(run.get("sections", ())):
        typed[f"sections_{number}_capacity"] = str(section.get("capacity") or "")
    typed |= typed_questions(run.get("questions", ())) | typed_meetings(run.get("sessions", ()), zone, cal)
    found: Typed = MultiDict(typed)
    found.setlist("languages", list(run.get("languages", ())))
    return found


def _days(run: Fields, zone: str) -> Iterator[date]:
    """Every day that the form shows."""
    moments = [run[name] for name in MOMENTS if run.get(name)]
    moments += [one[name] for one in run.get("sessions", ()) for name in ("starts_at", "ends_at")]
    return (at_zone(datetime.fromisoformat(one), zone).date() for one in moments)


def _typed_place(run: Fields) -> dict[str, str]:
    venue = run.get("venue") or {}
    texts = {"venue_name": venue.get("name"), "venue_address": venue.get("address"), "room": run.get("room")}
    found = {f"{name}_{lang}": (text or {}).get(lang) or "" for name, text in texts.items() for lang in LANGUAGES}
    return {**found, **{f"access_{feature}": answer for feature, answer in venue.get("access", {}).items()}}


def read_run(form: Answers, typed: Typed, before: Fields) -> Fields:
    """The run's fields in the exchange format; days and times that cannot be read stand in `form.errors`.

    :param before: the run as it is, for what the form does not ask; with its reference.
    """
    zone = zone_of(form.text("place"))
    hijri = form.text("calendar") == "hijri"
    run: Fields = {"reference": before["reference"], **{name: form.text(name, 2000) for name in PLAIN}}
    run |= place_fields(form.text("place"))
    run["room"] = _text(form, "room")
    run["venue"] = _venue(form, before.get("venue") or {})
    run["languages"] = typed.getlist("languages")
    run["flexible_start"] = bool(form.text("flexible_start"))
    run["reduced"] = _reduced(form)
    run["sections"] = _sections(form, before.get("sections") or [])
    if seats := _seats_of(run["sections"]):
        run["capacity"] = seats
    run["questions"] = read_questions(form, before.get("questions") or [])
    for name, usual in MOMENTS.items():
        run[name] = _moment(form, name, usual, zone, hijri=hijri)
    run["sessions"] = read_meetings(form, zone, hijri=hijri)
    return run


def _text(form: Answers, name: str) -> dict[str, str]:
    return {lang: form.text(f"{name}_{lang}") for lang in LANGUAGES}


def _venue(form: Answers, before: Fields) -> Fields:
    """The venue with its access, or nothing; where it stands on the map is not asked and stays."""
    name, address = _text(form, "venue_name"), _text(form, "venue_address")
    access = {key: answer for key in access_features() if (answer := form.text(f"access_{key}"))}
    if not any(name.values()):
        return {"name": name, "address": address, "access": access} if any(address.values()) else {}
    same = before.get("name") == {lang: text for lang, text in name.items() if text}
    where: Fields = {key: before[key] for key in ("latitude", "longitude") if same and key in before}
    return {"name": name, "address": address, "access": access, **where}


def _reduced(form: Answers) -> Fields | None:
    price, group = form.text("reduced_price"), form.text("reduced_for")
    return {"price": price, "for": group} if price or group else None


def _sections(form: Answers, before: list[Fields]) -> list[Fields]:
    """Women and men with seats of their own; sections that a file named differently keep their names."""
    if form.text("gender_mode") != "separate_sections":
        if any(form.text(f"sections_{number}_capacity") for number in range(len(before or SECTIONS))):
            form.errors["sections"] = _l(
                "They count only where women and men have separate sections. Choose that above, or empty these fields "
                "and enter the seats there."
            )
        return []
    known = before or [{"gender_mode": group} for group in SECTIONS]
    found = []
    for number, section in enumerate(known):
        kept = {key: value for key, value in section.items() if key != "capacity"}
        seats = form.text(f"sections_{number}_capacity")
        found.append({**kept, "capacity": seats} if seats else kept)
    return found


def _seats_of(sections: list[Fields]) -> str:
    """The seats of all groups together, where each has a number of its own."""
    sizes = [whole(str(section.get("capacity", ""))) for section in sections]
    return "" if not sizes or None in sizes else str(sum(size or 0 for size in sizes))


def _moment(form: Answers, name: str, usual: time, zone: str, *, hijri: bool) -> str | None:
    day, clock = form.text(name, 40), form.text(f"{name}_time", 20)
    if not day:
        return None
    try:
        return written(day_of(day, hijri=hijri), clock_of(clock) if clock else usual, zone)
    except ValueError:
        form.errors[name] = _l("Enter a day such as 20/1/2027 and a time such as 17:30")
        return None
