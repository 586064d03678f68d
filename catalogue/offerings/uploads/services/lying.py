"""Where a file lies between its arrival and its check: in the database, in pieces, so that any worker can reach it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from sqlalchemy import delete, insert, select, update

from catalogue.core.clock import now as present
from catalogue.core.db import db, transaction
from catalogue.offerings.exchange.problems import FileGone
from catalogue.offerings.uploads.models import Upload, UploadChunk
from catalogue.offerings.uploads.rules import LEASE

CHUNK = 1 << 20
AT_ONCE = 8
"""Pieces that go in within one transaction."""


def lay_down(upload_id: int, file: IO[bytes]) -> None:
    """Keep a file for the worker, a few pieces at a time: a hundred megabytes at once would hold others up for seconds.

    Nobody begins with it before all of it is there: until then the upload is leased.
    """
    file.seek(0)
    number = 1
    while contents := [content for _ in range(AT_ONCE) if (content := file.read(CHUNK))]:
        _lay(upload_id, number, contents)
        number += len(contents)
    _all_is_there(upload_id)


@transaction
def _lay(upload_id: int, first: int, contents: Sequence[bytes]) -> None:
    _lease(upload_id, present() + LEASE)
    for number, content in enumerate(contents, start=first):
        db.session.execute(insert(UploadChunk).values(upload_id=upload_id, number=number, content=content))


@transaction
def _all_is_there(upload_id: int) -> None:
    _lease(upload_id, None)


def _lease(upload_id: int, until: datetime | None) -> None:
    db.session.execute(update(Upload).where(Upload.id == upload_id).values(leased_until=until))


@contextmanager
def at_hand(upload: Upload) -> Iterator[Path]:
    """The file on this machine's disk, as long as it is read.

    :raises FileGone: it is not there, or not all of it: who sent it was cut off.
    """
    with TemporaryDirectory(prefix="upload-") as folder:
        path = Path(folder, "file" + Path(upload.name).suffix.lower())
        with path.open("wb") as file:
            if sum(file.write(content) for content in _pieces(upload.id)) != upload.size:
                raise FileGone
        yield path


def _pieces(upload_id: int) -> Iterator[bytes]:
    """One after the other: never is more than one of them in memory."""
    number = 1
    one = select(UploadChunk.content).where(UploadChunk.upload_id == upload_id)
    while (content := db.session.scalars(one.where(UploadChunk.number == number)).first()) is not None:
        yield content
        number += 1


def let_go(upload_id: int) -> None:
    """Its records hold all that is needed of it. Within the transaction that ends the check."""
    db.session.execute(delete(UploadChunk).where(UploadChunk.upload_id == upload_id))
