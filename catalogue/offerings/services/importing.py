"""Taking a file of offerings in: bad rows are refused with number and field, the good ones go in.

Rows are read and checked outside any transaction; then about a hundred offerings share one transaction, each with a
savepoint of its own, so that a large file never holds the write gate for long.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path

from flask_babel import lazy_gettext as _l

from catalogue.core.db import transaction
from catalogue.offerings.exchange.listing import read_listing
from catalogue.offerings.exchange.problems import Findings, Problem
from catalogue.offerings.exchange.shape import Listing, Raw
from catalogue.offerings.exchange.sources import open_source, rows_of
from catalogue.offerings.queries.exchange import Key
from catalogue.offerings.services.steps import Programme, store_steps
from catalogue.offerings.services.taking import Options, Outcome, Rows, Taken

__all__ = ["Options", "Outcome", "Report", "Taken", "import_file", "import_lines"]
BATCH = 100
BATCH_LETTERS = 2_000_000
TOLD = 3000
"""Problems that a report keeps; of a file of rubbish the rest is counted."""
Progress = Callable[[int], None]
Record = Callable[[Sequence[Taken]], None]
"""Told of each batch: inside its transaction; of a dry run after it."""


@dataclass
class Report:
    """What became of a file: offerings created, updated and left alone, rows refused.

    :ivar more: how many problems there were beyond those that are kept.
    """

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    problems: list[Problem] = field(default_factory=list)
    more: int = 0
    recoded: bool = False

    def tell(self, problems: Sequence[Problem]) -> None:
        kept = problems[: TOLD - len(self.problems)]
        self.problems.extend(kept)
        self.more += len(problems) - len(kept)

    def count(self, outcome: Outcome, number: int = 1) -> None:
        setattr(self, outcome.value, getattr(self, outcome.value) + number)


class _Undone(Exception):
    """Ends the transaction of a dry run."""


def import_file(path: Path, options: Options, now: datetime, progress: Progress | None = None) -> Report:
    """Take a file in.

    :param progress: called with the number of rows read, after each batch.
    :raises FileRefused: nothing of it can be read; the reason is its message.
    """
    source = open_source(path)
    report = import_lines(rows_of(source, provider_given=options.provider is not None), options, now, progress)
    report.recoded = source.recoded
    return report


def import_lines(
    raws: Iterable[Raw],
    options: Options,
    now: datetime,
    progress: Progress | None = None,
    record: Record | None = None,
    seen: dict[Key, int] | None = None,
) -> Report:
    """Take offerings in that are already in memory, or come one after the other from a file.

    :param record: told what became of each, batch by batch, in the transaction that wrote it.
    :param seen: offerings of the same file that are not among these, with their rows.
    """
    report = Report()
    seen = {} if seen is None else seen
    programmes: list[Programme] = []
    told: set[str] = set()
    read = 0
    for batch in _batches(raws):
        outcomes = [_checked(raw, options, seen, report) for raw in batch]
        _take_batch(outcomes, options, told, now, record)
        for taken in outcomes:
            report.tell(taken.problems)
            if taken.listing is None:
                continue
            report.count(taken.outcome)
            if taken.listing.steps is not None and taken.outcome is not Outcome.REFUSED:
                programmes.append(_programme(taken, taken.listing))
        if progress:
            progress(batch[-1].row - read)
            read = batch[-1].row
    _store_steps(programmes, seen, options, report, now, record)
    return report


def _batches(raws: Iterable[Raw]) -> Iterator[list[Raw]]:
    """A hundred at a time, or fewer where they are long."""
    batch: list[Raw] = []
    letters = 0
    for raw in raws:
        batch.append(raw)
        letters += raw.size
        if len(batch) >= BATCH or letters > BATCH_LETTERS:
            yield batch
            batch, letters = [], 0
    if batch:
        yield batch


def _programme(taken: Taken, listing: Listing) -> Programme:
    """Without the rest of the listing: of a large file there are many."""
    bare = Listing(listing.row, listing.provider, listing.reference, steps=listing.steps)
    return Programme(
        bare, taken.outcome is Outcome.UNCHANGED, raw=Raw(taken.raw.row, None, position=taken.raw.position)
    )


def _checked(raw: Raw, options: Options, seen: dict[Key, int], report: Report) -> Taken:
    """The listing of a row; none, and counted as refused, where it cannot be taken."""
    findings = Findings(raw.row, flat=raw.flat)
    listing = read_listing(raw, findings, provider=options.provider) if raw.fields is not None else None
    if listing is not None and options.only_provider and listing.provider != options.provider:
        findings.refuse("provider", _l("The file belongs to one provider, and this row names another one."))
        listing = None
    if listing is not None:
        first = seen.setdefault((listing.provider, listing.reference), raw.row)
        if first != raw.row:
            findings.refuse("reference", _l("This reference is already in row %(row)s of the file.", row=first))
            listing = None
    problems = sorted([*raw.problems, *findings.problems], key=lambda problem: problem.row)
    refused_rows = {problem.row for problem in problems if problem.refused}
    if raw.spoilt or (raw.rows and refused_rows.issuperset(number for number, _cells in raw.rows)):
        listing = None  # of its rows none is good: there is nothing to take in
    if listing is None and (raw.fields is not None or raw.run_rows):  # with the offering, all its rows are refused
        refused_rows.update(raw.run_rows or (raw.row,))
    report.count(Outcome.REFUSED, len(refused_rows))
    return Taken(raw, listing, problems=problems)


def _take_batch(outcomes: list[Taken], options: Options, told: set[str], now: datetime, record: Record | None) -> None:
    if not record and not any(taken.listing for taken in outcomes):
        return
    try:
        _take_all(outcomes, options, told, now, record)
    except _Undone:
        if record:
            record(outcomes)


@transaction
def _take_all(outcomes: list[Taken], options: Options, told: set[str], now: datetime, record: Record | None) -> None:
    problems = [list(taken.problems) for taken in outcomes]
    try:
        rows = Rows(options, told, now)
        rows.read([taken.listing for taken in outcomes if taken.listing])
        for taken in outcomes:
            rows.take(taken)
        if options.dry_run:
            raise _Undone
        if record:
            record(outcomes)
    except _Undone:
        raise
    except Exception:
        for taken, before in zip(outcomes, problems, strict=True):  # it may be repeated after a lock conflict
            taken.problems = before
        raise


def _store_steps(
    programmes: list[Programme],
    seen: dict[Key, int],
    options: Options,
    report: Report,
    now: datetime,
    record: Record | None,
) -> None:
    """The steps of programmes come last: a step may stand further down in the file."""
    stream: Iterator[Programme] = iter(programmes)
    while batch := list(islice(stream, BATCH)):
        for programme in _steps_of(batch, set(seen), options, now, record):
            report.tell(programme.problems)
            if programme.changed and programme.unchanged_before and not options.dry_run:
                report.unchanged -= 1
                report.updated += 1


@transaction
def _steps_of(
    batch: list[Programme], in_file: set[Key], options: Options, now: datetime, record: Record | None
) -> list[Programme]:
    found = store_steps(
        batch, in_file, write=not options.dry_run, pictures=options.pictures, own_file=options.only_provider, now=now
    )
    if record and (about := [one.taken() for one in found if one.changed or one.problems]):
        record(about)
    return found
