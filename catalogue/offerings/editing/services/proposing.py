"""Dividing what somebody wants of a live listing: what is safe applies at once, the rest waits for the office.

Within the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from catalogue.core import audit
from catalogue.core.db import db
from catalogue.core.reader import LANGUAGES
from catalogue.core.texts import clean
from catalogue.offerings.editing.material import changed_parts, changed_run_parts
from catalogue.offerings.editing.models import OfferingRevision
from catalogue.offerings.editing.queries import open_revision_of
from catalogue.offerings.editing.rules import RevisionState
from catalogue.offerings.exchange.problems import Findings
from catalogue.offerings.exchange.shape import Listing
from catalogue.offerings.exchange.values import missing
from catalogue.offerings.images.rules import lacks
from catalogue.offerings.models import Offering
from catalogue.offerings.relied_on import Part

Fields = dict[str, Any]
NEEDED = _l("This is needed while the listing is published or with the office.")


def divide(offering: Offering, listing: Listing, fields: Fields, findings: Findings) -> tuple[Fields, Fields]:
    """The fields that apply at once, and those that wait; a run that is new waits for nobody.

    :param listing: the same fields, read.
    """
    safe = deepcopy(fields)
    waiting = _take(changed_parts(offering, listing), safe, findings)
    for name in lacks(listing.values["image"], _languages_after(offering, listing)) if "image" in waiting else ():
        findings.refuse(name, NEEDED)
    read_runs = {run.reference: run for run in listing.runs}
    runs = {run.reference: run for run in offering.runs}
    moved = []
    for number, given in enumerate(safe.get("runs") or ()):
        run = runs.get(str(given.get("reference")))
        if run is None:
            continue
        taken = _take(changed_run_parts(run, read_runs[run.reference]), given, findings.at(f"runs[{number}]."))
        if taken:
            moved.append({"reference": run.reference, "mode": run.mode, **taken})
            given["mode"] = run.mode if "mode" in taken else given["mode"]
    return safe, {**waiting, "runs": moved} if moved else waiting


def _languages_after(offering: Offering, listing: Listing) -> tuple[str, ...]:
    after = {f"title_{lang}": getattr(offering, f"title_{lang}") for lang in LANGUAGES} | listing.values
    return tuple(lang for lang in LANGUAGES if after[f"title_{lang}"])


def _take(parts: Iterable[Part], fields: Fields, findings: Findings) -> Fields:
    """Move these parts out of the fields."""
    taken: Fields = {}
    for part in parts:
        for name in part.fields:
            if name in fields:
                taken[name] = _as_read(fields.pop(name))
        first = taken.get(part.fields[0])
        if part.needed and (missing(first) or (isinstance(first, dict) and not any(first.values()))):
            findings.refuse(part.fields[0], NEEDED)
    return taken


def _as_read(value: Any) -> Any:
    """Texts as they would be stored: the office must not see marks that hide or turn round what it approves."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {name: _as_read(one) for name, one in value.items()}
    return [_as_read(one) for one in value] if isinstance(value, list) else value


def propose(
    offering: Offering, spoken_of: Mapping[str, Any], waiting: Fields, *, actor_id: int | None, now: datetime
) -> bool:
    """Bring the open revision to what waits now; what the form did not speak of waits on.

    :param spoken_of: all the fields of the form.
    :returns: whether anything waits.
    """
    revision = open_revision_of(offering.id)
    proposed = _merged(revision.proposed if revision else {}, spoken_of, waiting)
    if revision is None and not proposed:
        return False
    if revision is None:
        revision = OfferingRevision(
            offering_id=offering.id, proposed=proposed, base_version=offering.version, created_by=actor_id,
            created_at=now, state=RevisionState.OPEN,
        )  # fmt: skip
        db.session.add(revision)
        db.session.flush()
        _record(revision, None, RevisionState.OPEN, actor_id, now)
    elif not proposed:
        revision.state, revision.decided_at, revision.decided_by = RevisionState.WITHDRAWN, now, actor_id
        _record(revision, RevisionState.OPEN, RevisionState.WITHDRAWN, actor_id, now)
    elif proposed != revision.proposed:
        revision.proposed, revision.base_version = proposed, offering.version
        revision.created_by, revision.created_at = actor_id, now
    return bool(proposed)


def _merged(before: Mapping[str, Any], spoken_of: Mapping[str, Any], waiting: Fields) -> Fields:
    """A form replaces what it speaks of: some fields of the offering, or one run."""
    kept = {name: value for name, value in before.items() if name != "runs" and name not in spoken_of}
    own = {name: value for name, value in waiting.items() if name != "runs"}
    spoken = {run.get("reference") for run in spoken_of.get("runs") or ()}
    runs = [run for run in before.get("runs", ()) if run["reference"] not in spoken] + waiting.get("runs", [])
    merged = {**kept, **own}
    return {**merged, "runs": sorted(runs, key=lambda run: str(run["reference"]))} if runs else merged


def _record(revision: OfferingRevision, before: str | None, after: str, actor_id: int | None, now: datetime) -> None:
    audit.record(
        "offering_revision", revision.id, before=before, after=after, cause=str(after), actor_id=actor_id, now=now
    )
