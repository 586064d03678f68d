"""The exchange format as a table: one row per run, in the columns that reading takes. Times are the city's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from catalogue.core.formats import DEFAULT_ZONE
from catalogue.core.reader import LANGUAGES
from catalogue.offerings.exchange.columns import OFFERING_LISTS
from catalogue.offerings.exchange.shape import BILINGUAL
from catalogue.taxonomy import queries as taxonomy

Row = dict[str, str]
MAIN = ("title", "summary", "description")
OFFERING_COLUMNS = (
    *("reference", "provider", "kind", "format"),
    *(f"{name}_{lang}" for name in MAIN for lang in LANGUAGES),
    *("topics", "level", "age_min", "age_max", "audiences", "languages", "credential"),
    *("skills_taught", "skills_required", "occupations"),
)
RUN_COLUMNS = (
    *("run_reference", "mode", "city", "district", "venue_ar", "venue_en", "room_ar", "room_en", "join_url"),
    *("gender_mode", "price", "currency", "capacity", "waiting_list"),
    *("enrol_opens_at", "enrol_closes_at", "sessions"),
)
FURTHER = (
    *("hours", "features", "prerequisites", "steps"),
    *(f"{name}_{lang}" for name in BILINGUAL if name not in MAIN for lang in LANGUAGES),
    *("run_languages", "minimum", "allocation", "flexible_start", "state", "cancel_until"),
    *("reduced_price", "reduced_for", "venue_address_ar", "venue_address_en", "venue_access"),
)
COLUMNS = (*OFFERING_COLUMNS, *RUN_COLUMNS, *FURTHER)
MOMENTS = ("enrol_opens_at", "enrol_closes_at", "cancel_until")


def rows_of_line(line: Mapping[str, Any]) -> list[Row]:
    """The rows of an offering; what it is stands on each of them, so that a row can be moved."""
    about = _offering(line)
    return [{**about, **_run(run)} for run in line.get("runs", ())] or [about]


def has_foreign_steps(lines: Iterable[Mapping[str, Any]]) -> bool:
    """Whether a programme has steps of other providers, which a table cannot name."""
    return any(step["provider"] != line["provider"]["reference"] for line in lines for step in line.get("steps", ()))


def _offering(line: Mapping[str, Any]) -> Row:
    row = {name: _cell(line[name]) for name in (*OFFERING_COLUMNS, *FURTHER) if name in line}
    row["provider"] = line["provider"]["reference"]
    row.update({name: "|".join(map(str, line[name])) for name in OFFERING_LISTS if name in line and name != "steps"})
    row.update(_texts(line, BILINGUAL))
    row["steps"] = "|".join(step["reference"] for step in line.get("steps", ()))
    return row


def _texts(fields: Mapping[str, Any], names: Iterable[str]) -> Row:
    return {f"{name}_{lang}": text for name in names for lang, text in (fields.get(name) or {}).items()}


def _run(run: Mapping[str, Any]) -> Row:
    zone = ZoneInfo(DEFAULT_ZONE)
    if city := taxonomy.city_by_slug(run.get("city") or ""):
        zone = ZoneInfo(city.time_zone)
    row = {name: _cell(run[name]) for name in (*RUN_COLUMNS, *FURTHER) if name in run and name != "languages"}
    row["run_reference"] = run["reference"]
    row["run_languages"] = "|".join(run.get("languages", ()))
    row.update({name: moment_there(run[name], zone) for name in MOMENTS if name in run})
    row["sessions"] = "|".join(_session(session, zone) for session in run.get("sessions", ()))
    row.update(_texts(run, ("room",)))
    if reduced := run.get("reduced"):
        row |= {"reduced_price": reduced["price"], "reduced_for": reduced["for"]}
    if venue := run.get("venue"):
        row.update(_texts({"venue": venue["name"], "venue_address": venue.get("address")}, ("venue", "venue_address")))
        row["venue_access"] = "|".join(f"{key}={answer}" for key, answer in venue.get("access", {}).items())
    return row


def _session(session: Mapping[str, str], zone: ZoneInfo) -> str:
    written = f"{moment_there(session['starts_at'], zone)}/{moment_there(session['ends_at'], zone)}"
    return f"{written}/{session['state']}" if "state" in session else written


def moment_there(moment: str, zone: ZoneInfo) -> str:
    at = datetime.fromisoformat(moment).astimezone(zone)
    return at.strftime("%Y-%m-%dT%H:%M:%S" if at.second else "%Y-%m-%dT%H:%M")


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else str(value)
