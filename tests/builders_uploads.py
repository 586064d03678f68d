"""A provider's desk with files to send: call inside an app context."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from catalogue.accounts.models import Learner
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.offerings.exchange.writing import fields_of
from catalogue.offerings.models import Offering
from catalogue.offerings.queries.exchange import offerings_to_edit
from catalogue.offerings.uploads import services
from catalogue.offerings.uploads.models import AccessToken, Upload, UploadChunk, UploadItem
from catalogue.providers.models import Provider

COLUMNS = (
    *("reference", "kind", "title_ar", "title_en", "summary_en", "topics", "level", "age_min", "credential"),
    *("run_reference", "mode", "gender_mode", "price", "capacity", "enrol_closes_at", "sessions"),
)


def a_row(number: int = 1, **about: str) -> dict[str, str]:
    """A row that has everything publishing needs."""
    return {
        "reference": f"c{number}", "kind": "course", "title_en": f"Welding {number}", "summary_en": "Sparks.",
        "topics": "0715", "level": "beginner", "age_min": "16", "credential": "attendance", "run_reference": "r1",
        "mode": "online_live", "gender_mode": "mixed", "price": "100.00", "capacity": "12",
        "enrol_closes_at": "2027-01-18", "sessions": "2027-01-20T17:00/19:00", **about,
    }  # fmt: skip


def a_table(*rows: Mapping[str, str], columns: Sequence[str] = COLUMNS) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def sent(provider: Provider, content: bytes, name: str = "file.csv") -> Upload:
    """The file sent and checked, as the worker does it."""
    upload = services.receive(provider.id, io.BytesIO(content), name, account_id=None, now=now())
    number = upload.id
    services.work(now())
    return db.session.get_one(Upload, number)


def pieces() -> int:
    """Of files that wait for their check."""
    return db.session.query(UploadChunk).count()


def an_upload_with_errors(provider: Provider) -> Upload:
    return sent(provider, a_table(a_row(1, capacity="-1"), a_row(2)))


def a_token(provider: Provider, who: Learner) -> str:
    """:returns: the public id of an access token."""
    services.make_token(provider.id, who.account_id or 0, "A program", now())
    newest = select(AccessToken).order_by(AccessToken.id.desc())
    return db.session.scalars(newest).all()[0].public_id


def published(upload: Upload, how: str = "good", *, withdraw: bool = False) -> Upload:
    number = upload.id
    services.choose(number, how, withdraw=withdraw, now=now())
    services.work(now())
    return db.session.get_one(Upload, number)


def undone(upload: Upload) -> Upload:
    number = upload.id
    services.choose_undo(number, now())
    services.work(now())
    return db.session.get_one(Upload, number)


def counts(upload: Upload) -> tuple[int, int, int, int, int]:
    """New, changed, unchanged, with errors, left out."""
    return upload.created, upload.updated, upload.unchanged, upload.faulty, upload.absent


def items(upload: Upload) -> list[UploadItem]:
    return list(
        db.session.scalars(select(UploadItem).where(UploadItem.upload_id == upload.id).order_by(UploadItem.position))
    )


def errors(upload: Upload) -> list[tuple[int, str]]:
    """Row and field of each refusal."""
    return [(one["row"], one["field"]) for item in items(upload) for one in item.problems if one["refused"]]


def lines_of(provider: Provider) -> list[dict[str, Any]]:
    """Everything of a provider as the exchange format writes it, with the state of each."""
    db.session.expire_all()
    return [{**fields_of(one, whole=True), "state": one.state} for one in offerings_to_edit(provider.id)]


def offering(reference: str) -> Offering:
    return db.session.scalars(select(Offering).where(Offering.reference == reference)).one()
