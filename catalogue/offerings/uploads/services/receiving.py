"""Taking a file in: it is kept in the database and waits for the worker. Nothing of it is read in the request."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from sqlalchemy import delete, func, select

from catalogue.core.clock import now as present
from catalogue.core.db import db, transaction
from catalogue.core.texts import clean
from catalogue.offerings.exchange.problems import FileEmpty, FileTooLarge
from catalogue.offerings.exchange.sources import READ_NAMES
from catalogue.offerings.uploads import rules
from catalogue.offerings.uploads.models import Upload
from catalogue.offerings.uploads.rules import Source, UploadState
from catalogue.offerings.uploads.services.lying import CHUNK, lay_down
from catalogue.providers.models import Provider

NAME_MAX = 120
DAY = timedelta(days=1)


class SameFile(Exception):
    """It is the one that is known already, so it was not kept."""


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
    :raises FileMissing: no name. :raises FileEmpty: nothing in it.
    :raises KindNotTaken: another ending than those that are read.
    :raises TooManyWaiting, TooMuchInADay: several wait already. :raises FileTooLarge: it is over 100 MB.
    """
    shown = clean(name.replace("\\", "/").rpartition("/")[2])[-NAME_MAX:]
    if not shown:
        raise rules.FileMissing
    if Path(shown).suffix.lower() not in READ_NAMES:
        raise rules.KindNotTaken
    with TemporaryFile() as file:
        size, digest = _keep(stream, file)
        if digest == known:
            raise SameFile
        upload = _enter(provider_id, shown, size, digest, account_id, source, now)
        number = upload.id
        try:
            lay_down(number, file)
        except BaseException:
            _forget(number)
            raise
        return db.session.get_one(Upload, number)


def _keep(stream: IO[bytes], file: IO[bytes]) -> tuple[int, str]:
    size, digest = 0, sha256()
    while chunk := stream.read(CHUNK):
        size += len(chunk)
        if size > rules.MOST_BYTES:
            raise FileTooLarge(bytes=size)
        digest.update(chunk)
        file.write(chunk)
    if not size:
        raise FileEmpty
    return size, digest.hexdigest()


@transaction
def _enter(
    provider_id: int, name: str, size: int, digest: str, account_id: int | None, source: Source,
    now: datetime,
) -> Upload:  # fmt: skip
    # One file of a provider after the other: two that come at once would not count each other.
    db.session.execute(select(Provider.id).where(Provider.id == provider_id).with_for_update(key_share=True))
    if _waiting(provider_id) >= rules.MOST_WAITING:
        raise rules.TooManyWaiting
    lately = select(func.sum(Upload.size)).where(Upload.provider_id == provider_id, Upload.created_at > now - DAY)
    if int(db.session.scalar(lately) or 0) + size > rules.MOST_BYTES_A_DAY:
        raise rules.TooMuchInADay
    upload = Upload(
        provider_id=provider_id, account_id=account_id, source=source, name=name, size=size,
        digest=digest, created_at=now,
        leased_until=present() + rules.LEASE,
    )  # fmt: skip
    db.session.add(upload)
    db.session.flush()
    return upload


def _waiting(provider_id: int) -> int:
    mine = select(func.count()).select_from(Upload).where(Upload.provider_id == provider_id)
    return db.session.scalar(mine.where(Upload.state == UploadState.WAITING)) or 0


@transaction
def _forget(upload_id: int) -> None:
    db.session.execute(delete(Upload).where(Upload.id == upload_id))
