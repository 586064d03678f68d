"""The record of an upload: what the check found about each offering, and the counts of the whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, func, insert, select

from catalogue.core.db import db, transaction
from catalogue.offerings.exchange.pictures import differences
from catalogue.offerings.exchange.problems import MISSING, Problem
from catalogue.offerings.services.taking import Taken
from catalogue.offerings.uploads import lines
from catalogue.offerings.uploads.cells import faulty_cells, value_at
from catalogue.offerings.uploads.models import Upload, UploadItem
from catalogue.offerings.uploads.rules import SHOWN_VALUE, TAKEN, Applied, Outcome
from catalogue.offerings.uploads.services.leasing import Turn, hold
from catalogue.offerings.uploads.texts import in_both

MOST_PROBLEMS = 60
"""Of one offering that are kept."""


def about(taken: Taken) -> dict[str, Any]:
    """The columns of an item that the check settles."""
    problems = sorted(taken.problems, key=lambda problem: (not problem.refused, problem.row))
    found, source = taken.outcome, lines.kept(taken.raw)
    changed = taken.before is not None and taken.after is not None
    return {
        "reference": lines.reference_in(taken.raw),
        "title": lines.title_in(taken.raw),
        "outcome": str(found),
        "errors": sum(problem.refused for problem in problems),
        "notes": sum(not problem.refused for problem in problems),
        "draft": any(problem.kind == MISSING for problem in problems),
        "problems": _told(_to_keep(problems), source),
        "source": source,
        "before": (taken.before if str(found) == Outcome.UPDATED else None) or {},  # of what stays it is not asked for
        "differences": [one._asdict() for one in differences(taken.before or {}, taken.after or {})] if changed else [],
    }


def _to_keep(problems: Sequence[Problem]) -> list[Problem]:
    """The first ones, and of each further row that is refused the first: how many rows stay out is counted by them."""
    kept = list(problems[:MOST_PROBLEMS])
    rows = {problem.row for problem in kept}
    for problem in problems[MOST_PROBLEMS:]:
        if problem.refused and problem.row not in rows:
            kept.append(problem)
            rows.add(problem.row)
    return kept


REFUSAL = ("outcome", "errors", "notes", "problems", "words")
"""The columns of an item that say why it is not taken."""


def refusal_of(taken: Taken) -> dict[str, Any]:
    """What was fine when it was checked, and is refused now."""
    found = {**about(taken), "outcome": str(Outcome.REFUSED)}
    first = next(one["words"] for one in found["problems"] if one["refused"])
    return {name: {**found, "words": first}[name] for name in REFUSAL}


def tell_refusal(item: UploadItem, taken: Taken) -> None:
    for name, value in refusal_of(taken).items():
        setattr(item, name, value)


def _told(problems: Sequence[Problem], source: lines.Kept) -> list[dict[str, Any]]:
    """With the start of what stands there, so that a page of errors need not read the file again."""
    words = in_both(*(problem.message for problem in problems))
    found: list[dict[str, Any]] = []
    for problem, said in zip(problems, words, strict=True):
        one = {"row": problem.row, "field": problem.field, "refused": problem.refused, "words": said}
        if problem.refused:
            one["found"] = value_at(source, problem.row, problem.field)[: SHOWN_VALUE + 1]
            one["mend"] = bool(faulty_cells(source, [one]))
        found.append(one)
    return found


@transaction
def begin_anew(turn: Turn) -> None:
    """Forget what another worker found before it ended."""
    hold(turn)
    forget_items(turn.upload_id)


def forget_items(upload_id: int) -> None:
    """Within a transaction."""
    db.session.execute(delete(UploadItem).where(UploadItem.upload_id == upload_id))


@transaction
def add_items(turn: Turn, first: int, outcomes: Sequence[Taken]) -> None:
    """The next offerings of an upload, from this position on; the lease is renewed and the progress told."""
    done: dict[str, Any] = {"rows_done": max(_last_row(taken) for taken in outcomes)}
    if columns := next((taken.raw.columns for taken in outcomes if taken.raw.columns), ()):
        done["columns"] = list(columns)
    hold(turn, **done)
    rows = [
        {"upload_id": turn.upload_id, "position": first + number, "row": taken.raw.row, **EMPTY, **about(taken)}
        for number, taken in enumerate(outcomes)
    ]
    db.session.execute(insert(UploadItem), rows)


@transaction
def tell_again(turn: Turn, outcomes: Sequence[Taken]) -> None:
    """What was found about offerings that had been recorded before: each in its place."""
    hold(turn, rows_done=max(_last_row(taken) for taken in outcomes))
    by_position = {taken.raw.position: taken for taken in outcomes}
    of = (UploadItem.upload_id == turn.upload_id, UploadItem.position.in_(by_position))
    for item in db.session.scalars(select(UploadItem).where(*of)):
        for name, value in {**EMPTY, **about(by_position[item.position])}.items():
            setattr(item, name, value)


@transaction
def tell_steps(turn: Turn, outcomes: Sequence[Taken]) -> None:
    """What was found about the steps of programmes, which come last."""
    hold(turn)
    for taken in outcomes:
        at = select(UploadItem).where(UploadItem.upload_id == turn.upload_id, UploadItem.position == taken.raw.position)
        item = db.session.scalars(at).one()
        item.problems = [*item.problems, *_told(taken.problems, item.source)][:MOST_PROBLEMS]
        item.notes += len(taken.problems)
        if str(taken.outcome) == Outcome.UPDATED and item.outcome in (Outcome.UNCHANGED, Outcome.UPDATED):
            item.outcome = Outcome.UPDATED
            item.differences = [*item.differences, {"field": "steps", "run": "", "old": None, "new": None}]


EMPTY: dict[str, Any] = {
    "before": {}, "after": {}, "state_before": None, "offering_id": None, "applied": str(Applied.PENDING), "words": {},
}  # fmt: skip


def _last_row(taken: Taken) -> int:
    return max([taken.raw.row, *taken.raw.run_rows, *(number for number, _cells in taken.raw.rows)])


def count(upload: Upload) -> None:
    """Bring the counts of an upload to what its items are. Within a transaction."""
    of = UploadItem.upload_id == upload.id
    rows = db.session.execute(select(UploadItem.outcome, func.count()).where(of).group_by(UploadItem.outcome))
    by_outcome = dict(rows.tuples().all())
    for outcome in Outcome:
        setattr(upload, outcome.value, by_outcome.get(outcome.value, 0))
    counted = select(func.count()).select_from(UploadItem).where(of)
    upload.faulty = db.session.scalar(counted.where(UploadItem.errors > 0)) or 0
    upload.drafts = db.session.scalar(counted.where(UploadItem.draft, UploadItem.outcome.in_(TAKEN))) or 0
    nameless = counted.where(UploadItem.reference.is_(None), UploadItem.errors > 0)
    upload.unreadable = db.session.scalar(nameless) or 0
