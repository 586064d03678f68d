"""The runs of an offering in a file, with their sessions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from flask_babel import lazy_gettext as _l

from catalogue.offerings.exchange import typed, values
from catalogue.offerings.exchange.fields import bilingual_of, columns_of, needed, note_unknown, read
from catalogue.offerings.exchange.moments import moment
from catalogue.offerings.exchange.places import read_place, read_venue, zone_of
from catalogue.offerings.exchange.problems import Findings
from catalogue.offerings.exchange.refusing import NotTaken
from catalogue.offerings.exchange.shape import (
    RUN_COLUMNS,
    RUN_FIELDS,
    RUN_MOMENTS,
    RUNS_MAX,
    SESSIONS_MAX,
    TITLE_MAX,
    Raw,
    RunListing,
    SessionListing,
)
from catalogue.offerings.exchange.structures import read_questions, read_sections
from catalogue.offerings.exchange.values import missing
from catalogue.offerings.rules import SessionState
from catalogue.taxonomy.vocabularies import keys

RIYAL = "SAR"


def read_runs(raw: Raw, findings: Findings) -> list[RunListing]:
    """The runs; of a table a refused one is left out, of a line it refuses the line."""
    given = (raw.fields or {}).get("runs")
    if missing(given):
        return []
    if not isinstance(given, list) or len(given) > RUNS_MAX:
        findings.refuse("runs", _l("This must be a list of at most %(most)s runs.", most=RUNS_MAX))
        return []
    found: dict[str, RunListing] = {}
    for number, fields in enumerate(given):
        row = raw.run_rows[number] if raw.run_rows else raw.row
        own = Findings(row, "" if raw.flat else f"runs[{number}].", raw.flat)
        run = _run(fields, own)
        if run and run.reference in found:
            own.refuse(_column("reference", own), _l("This reference is in the file twice."))
        elif run:
            found[run.reference] = run
        findings.problems.extend(own.problems)
    return list(found.values())


def _column(name: str, findings: Findings) -> str:
    """In a table the run's reference has a column of its own name."""
    return "run_reference" if findings.flat and name == "reference" else name


def _run(fields: Any, findings: Findings) -> RunListing | None:
    if not isinstance(fields, dict):
        findings.refuse("", _l("This must be an object."))
        return None
    note_unknown(fields, RUN_FIELDS, findings)
    reference = None
    if missing(fields.get("reference")):
        findings.refuse(_column("reference", findings), _l("This is needed."))
    else:
        reference = read(_column("reference", findings), fields["reference"], values.reference, findings)
    mode = needed(fields, "mode", values.one_of(keys("delivery_modes")), findings)
    columns = {
        "mode": mode,
        **bilingual_of(fields, {"room": values.bilingual(TITLE_MAX)}, findings),
        **columns_of(fields, RUN_COLUMNS, findings),
        **read_place(fields, findings),
        **_reduced(fields, findings),
    }
    _ensure_one_currency(fields, columns, findings)
    if "questions" in fields:
        columns["questions"] = read_questions(fields["questions"], findings)
    if "sections" in fields:
        columns["sections"] = read_sections(fields["sections"], findings)
    zone = zone_of(columns) if findings.flat else None
    columns.update(_moments(fields, zone, findings))
    sessions = _sessions(fields["sessions"], zone, findings) if "sessions" in fields else None
    venue = _venue(fields.get("venue"), findings)
    if findings.refuses():
        return None
    return RunListing(findings.row, reference or "", columns, sessions, venue)


def _ensure_one_currency(fields: Mapping[str, Any], columns: Mapping[str, Any], findings: Findings) -> None:
    """“50 SAR” beside a column that says USD is one of the two, and nobody here knows which."""
    priced = typed.bare_amount(str(fields.get("price") or ""))[1]
    if priced and (columns.get("currency") or RIYAL) != RIYAL:
        findings.refuse("price", _l("The price speaks of riyals, and the currency of the row is another one."))


def _venue(given: Any, findings: Findings) -> dict[str, Any] | None:
    """An object without anything in it says that there is no place; otherwise what is missing says nothing."""
    if given == {}:
        return {}
    return None if missing(given) else read_venue(given, findings)


def _moments(fields: Mapping[str, Any], zone: str | None, findings: Findings) -> dict[str, datetime | None]:
    found: dict[str, datetime | None] = {}
    for name in RUN_MOMENTS:
        if name in fields:
            value = fields[name]
            part = "start" if name == "enrol_opens_at" else "end"
            reader = partial(moment, zone=zone, whole_day=part)
            found[name] = None if missing(value) else read(name, value, reader, findings)
    return found


def _reduced(fields: Mapping[str, Any], findings: Findings) -> dict[str, Any]:
    """A lower price for a named group: `{"price": "0.00", "for": "job_seekers"}`."""
    if "reduced" not in fields:
        return {}
    given = fields["reduced"]
    if missing(given):
        return {"reduced_price_halalas": None, "reduced_for": None}
    if not isinstance(given, dict):
        findings.refuse("reduced", _l("This must be an object."))
        return {}
    deeper = findings.at("reduced.")
    note_unknown(given, frozenset({"price", "for"}), deeper)
    return {
        "reduced_price_halalas": needed(given, "price", values.halalas, deeper),
        "reduced_for": needed(given, "for", values.one_of(keys("audiences")), deeper),
    }


def _sessions(given: Any, zone: str | None, findings: Findings) -> tuple[SessionListing, ...]:
    if missing(given):
        return ()
    if not isinstance(given, list) or len(given) > SESSIONS_MAX:
        findings.refuse("sessions", _l("This must be a list of at most %(most)s sessions.", most=SESSIONS_MAX))
        return ()
    found: dict[datetime, SessionListing] = {}
    for number, fields in enumerate(given):
        name = "sessions" if findings.flat else f"sessions[{number}]"
        session = _session(name, fields, zone, findings)
        if session and session.starts_at in found:
            findings.refuse(name, _l("Two sessions begin at the same time."))
        elif session:
            found[session.starts_at] = session
    return tuple(found[starts_at] for starts_at in sorted(found))


def _session(name: str, fields: Any, zone: str | None, findings: Findings) -> SessionListing | None:
    if not isinstance(fields, dict):
        findings.refuse(name, _l("A session is written as its start and its end."))
        return None
    try:
        starts_at, ends_at = (moment(fields.get(part), zone) for part in ("starts_at", "ends_at"))
        state = values.one_of(tuple(SessionState))(fields.get("state") or SessionState.SCHEDULED)
    except NotTaken as trouble:
        findings.refuse(name, trouble.message)
        return None
    if ends_at <= starts_at:
        findings.refuse(name, _l("The session ends before it begins."))
        return None
    note_unknown(fields, frozenset({"starts_at", "ends_at", "state"}), findings.at(f"{name}."))
    return SessionListing(starts_at, ends_at, state)
