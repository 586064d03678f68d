"""A worker's turn at an upload: held by a lease that each batch renews, and over as soon as another worker has one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import update

from catalogue.core.clock import now as present
from catalogue.core.db import rows_changed, transaction
from catalogue.offerings.uploads.models import Upload
from catalogue.offerings.uploads.rules import LEASE, UploadState


class TakenOver(Exception):
    """This turn is over: its lease had run out, and another worker goes on with the upload."""


@dataclass(frozen=True)
class Turn:
    """:ivar state: what is to be done. :ivar number: how often a worker has begun with it, this turn included."""

    upload_id: int
    state: UploadState
    number: int


@transaction
def hold(turn: Turn, **values: Any) -> None:
    """Renew the lease, and set what is known about the upload now. In the transaction that does a part of the work it
    comes first: whose turn is over then changes nothing any more.

    :raises TakenOver: it is another worker's turn.
    """
    mine = (Upload.id == turn.upload_id, Upload.state == turn.state, Upload.attempts == turn.number)
    if not rows_changed(update(Upload).where(*mine).values(**{"leased_until": present() + LEASE, **values})):
        raise TakenOver
