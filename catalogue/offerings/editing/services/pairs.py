"""Keeping in mind beside which text of the other language each text was written. Within the caller's transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import delete, select

from catalogue.core.db import db
from catalogue.offerings.editing.models import OfferingTranslation
from catalogue.offerings.editing.rules import digest
from catalogue.offerings.exchange.shape import BILINGUAL
from catalogue.offerings.models import Offering

Texts = Mapping[str, tuple[str | None, str | None]]
"""Name of a bilingual field → its Arabic and its English text."""


def texts_of(offering: Offering | None) -> Texts:
    if offering is None:
        return {}
    return {name: (getattr(offering, f"{name}_ar"), getattr(offering, f"{name}_en")) for name in BILINGUAL}


def note_pairs(offering: Offering, old: Texts, *, still_right: Collection[str], lang: str) -> None:
    """A side that was written or looked through now stands beside the other one as it is now.

    Source: docs/rules/publishing.md, rule 11.
    """
    rows = select(OfferingTranslation).where(OfferingTranslation.offering_id == offering.id)
    known = {row.field: row for row in db.session.scalars(rows)}
    for name, new in texts_of(offering).items():
        before = old.get(name, (None, None))
        if new == before and name not in still_right:
            continue
        row = known.get(name)
        if row is None:
            row = _row(offering.id, name, before, lang if new[0] and new[1] else "ar" if new[0] else "en")
        if not all(before) and not all(new):
            row.original = "ar" if new[0] else "en"
        together = name in still_right or not all(before)  # the first translation does not make its original old
        if together or new[0] != before[0]:
            row.ar_beside = digest(new[1])
        if together or new[1] != before[1]:
            row.en_beside = digest(new[0])


def _row(offering_id: int, name: str, before: tuple[str | None, str | None], lang: str) -> OfferingTranslation:
    """Nobody said anything of them yet, so they counted as right beside each other. The first side is the original."""
    first = lang if all(before) or not any(before) else "ar" if before[0] else "en"
    row = OfferingTranslation(
        offering_id=offering_id, field=name, original=first, ar_beside=digest(before[1]), en_beside=digest(before[0])
    )
    db.session.add(row)
    return row


def copy_pairs(offering_id: int, copy_id: int) -> None:
    """How the two languages of a copy stand: as those that it was copied from, also where one is outdated."""
    db.session.execute(delete(OfferingTranslation).where(OfferingTranslation.offering_id == copy_id))
    known = select(OfferingTranslation).where(OfferingTranslation.offering_id == offering_id)
    for row in db.session.scalars(known):
        sides = {"original": row.original, "ar_beside": row.ar_beside, "en_beside": row.en_beside}
        db.session.add(OfferingTranslation(offering_id=copy_id, field=row.field, **sides))
