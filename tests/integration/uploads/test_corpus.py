"""Hostile files: each is refused as a whole or told at its row and field, nothing is half written, nothing breaks."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import func, select

from catalogue.core.db import db
from catalogue.core.reader import LANGUAGES
from catalogue.offerings.exchange.problems import FileRefused
from catalogue.offerings.models import Offering
from catalogue.offerings.uploads.models import Upload
from catalogue.offerings.uploads.texts import in_both
from tests.builders import a_provider
from tests.builders_uploads import errors, items, sent
from tests.integration.uploads.case import Case
from tests.integration.uploads.corpus import cases

REFUSALS = {str(kind.code): kind for kind in FileRefused.__subclasses__()}


def test_every_hostile_file_is_told_at_its_place(app: Flask) -> None:
    """In one app, one after the other: 200 apps would take minutes."""
    provider, found, tried = a_provider(), [], 0
    names = set()
    for case in cases():
        tried += 1
        names.add(case.name)
        upload = sent(provider, case.content, case.file)
        if trouble := surprise(case, upload):
            found.append(f"{case.name}: {trouble}")
        db.session.delete(upload)
        db.session.commit()
    assert not found, "\n".join(found)
    assert tried == len(names) >= 200
    assert db.session.scalar(select(func.count()).select_from(Offering)) == 0


def _not_so_refused(case: Case, upload: Upload) -> str:
    """The reason stands there in both languages."""
    (words,) = in_both(REFUSALS[case.whole].message)
    told = {lang: upload.refusal.get(lang) for lang in LANGUAGES}
    if upload.state == "refused" and told == words and words["ar"] != words["en"]:
        return ""
    return f"{upload.state}: {told}, not {words}"


def surprise(case: Case, upload: Upload) -> str:
    """What is not as the corpus says; "" where all is."""
    if case.whole:
        return _not_so_refused(case, upload)
    if upload.state != "checked":
        return f"{upload.state}: {upload.refusal.get('en')}"
    told = errors(upload)
    if case.fine:
        return str([one["words"]["en"] for item in items(upload) for one in item.problems if one["refused"]] or "")
    return "" if case.at in told else f"{told}, not {case.at}"
