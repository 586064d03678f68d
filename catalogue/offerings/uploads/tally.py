"""How much comes in when the good rows are published, and how much stays out: listings, and rows of the file."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import case, func, select

from catalogue.core.db import db
from catalogue.offerings.uploads.models import Upload, UploadItem
from catalogue.offerings.uploads.queries import GROUPS, Partition
from catalogue.offerings.uploads.rules import TAKEN


class Tally(NamedTuple):
    """:ivar listings: those that come in, with `rows`. :ivar out: listings that stay out whole. :ivar rows_out: rows
    that stay out, of listings of which others come in (`partly` of them).
    """

    listings: int
    rows: int
    out: int
    rows_out: int
    partly: int


def tally(upload: Upload, counts: Partition) -> Tally:
    """Of a checked upload. A line of JSON counts as a row."""
    number = func.json_array_length(UploadItem.source["rows"])
    length = case((number > 0, number), else_=1)
    taken = (UploadItem.upload_id == upload.id, UploadItem.outcome.in_(TAKEN))
    rows = db.session.scalar(select(func.coalesce(func.sum(length), 0)).where(*taken)) or 0
    wrong = select(UploadItem.problems).where(UploadItem.upload_id == upload.id, *GROUPS["partly"])
    rows_out = sum(
        len({problem["row"] for problem in problems if problem["refused"]})
        for problems in db.session.scalars(wrong, execution_options={"yield_per": 100})
    )
    return Tally(upload.changes, int(rows) - rows_out, counts.faulty - counts.partly, rows_out, counts.partly)
