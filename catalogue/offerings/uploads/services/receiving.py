"""Taking a file in: it is kept on disk and waits for the worker. Nothing of it is read in the request."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO

from flask import current_app
from sqlalchemy import func, select

from catalogue.core.db import db, public_id, transaction
from catalogue.core.texts import clean
from catalogue.offerings.exchange.problems import FileTooLarge
from catalogue.offerings.exchange.sources import READ_NAMES
from catalogue.offerings.uploads import rules
from catalogue.offerings.uploads.models import Upload
from catalogue.offerings.uploads.rules import Source, UploadState

CHUNK = 1 << 20
NAME_MAX = 120


class SameFile(Exception):
    """It is the one that is known already, so it was not kept."""


def folder() -> Path:
    found: Path = current_app.config["SETTINGS"].home / "uploads"
    found.mkdir(parents=True, exist_ok=True)
    return found


def path_of(upload: Upload) -> Path:
    return folder() / (upload.public_id + Path(upload.name).suffix.lower())


def receive(
    provider_id: int,
    stream: IO[bytes],
    name: str,
    *,
    account_id: int | None,
    source: Source = Source.DESK,
    known: str | None = None,
    now: datetime,
) -> Upload:
    """Keep a file until it was checked.

    :param known: the digest of a file that need not be kept again. :raises SameFile: it is that one.
    :raises FileMissing: no name, or nothing in it. :raises KindNotTaken: another ending than those that are read.
    :raises TooManyWaiting: several wait already. :raises FileTooLarge: it is over 100 MB.
    """
    shown = clean(name.replace("\\", "/").rpartition("/")[2])[-NAME_MAX:]
    if not shown:
        raise rules.FileMissing
    if Path(shown).suffix.lower() not in READ_NAMES:
        raise rules.KindNotTaken
    number = public_id()
    path = folder() / (number + Path(shown).suffix.lower())
    try:
        size, digest = _keep(stream, path)
        if digest == known:
            raise SameFile
        return _enter(provider_id, number, shown, size, digest, account_id, source, now)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _keep(stream: IO[bytes], path: Path) -> tuple[int, str]:
    size, digest = 0, sha256()
    with path.open("xb") as file:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > rules.MOST_BYTES:
                raise FileTooLarge(bytes=size)
            digest.update(chunk)
            file.write(chunk)
    if not size:
        raise rules.FileMissing
    return size, digest.hexdigest()


@transaction
def _enter(
    provider_id: int, number: str, name: str, size: int, digest: str, account_id: int | None, source: Source,
    now: datetime,
) -> Upload:  # fmt: skip
    mine = select(func.count()).select_from(Upload).where(Upload.provider_id == provider_id)
    if (db.session.scalar(mine.where(Upload.state == UploadState.WAITING)) or 0) >= rules.MOST_WAITING:
        raise rules.TooManyWaiting
    upload = Upload(
        public_id=number, provider_id=provider_id, account_id=account_id, source=source, name=name, size=size,
        digest=digest, created_at=now,
    )  # fmt: skip
    db.session.add(upload)
    db.session.flush()
    return upload
