"""Where a file lies between its arrival and its check: in the database, in pieces, so that any worker can reach it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from sqlalchemy import delete, insert, select

from catalogue.core.db import db
from catalogue.offerings.exchange.problems import FileGone
from catalogue.offerings.uploads.models import Upload, UploadChunk

CHUNK = 1 << 20


def lay_down(upload_id: int, file: IO[bytes]) -> None:
    """Keep a file for the worker. Within the transaction that enters the upload, which may be repeated."""
    file.seek(0)
    number = 0
    while content := file.read(CHUNK):
        number += 1
        db.session.execute(insert(UploadChunk).values(upload_id=upload_id, number=number, content=content))


@contextmanager
def at_hand(upload: Upload) -> Iterator[Path]:
    """The file on this machine's disk, as long as it is read.

    :raises FileGone: nothing of it is there any more.
    """
    with TemporaryDirectory(prefix="upload-") as folder:
        path = Path(folder, "file" + Path(upload.name).suffix.lower())
        with path.open("wb") as file:
            if not sum(file.write(content) for content in _pieces(upload.id)):
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
