"""Titles alone, for suggestions."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from catalogue.core.db import db
from catalogue.core.reader import reader
from catalogue.offerings.models import Offering
from catalogue.offerings.queries.rows import is_public


@dataclass(frozen=True)
class Title:
    """A title in the reader's language, or in the one that there is."""

    public_id: str
    text: str
    lang: str


def titles(ids: Collection[int]) -> Mapping[int, Title]:
    """Id → title of those offerings that everybody may see."""
    columns = select(Offering.id, Offering.public_id, Offering.title_ar, Offering.title_en).join(Offering.provider)
    rows = db.session.execute(columns.where(Offering.id.in_(ids), is_public()))
    return {row.id: _title(row.public_id, {"ar": row.title_ar, "en": row.title_en}) for row in rows}


def _title(public_id: str, by_lang: Mapping[str, str | None]) -> Title:
    wanted = reader().lang
    lang = wanted if by_lang[wanted] else next(lang for lang, text in by_lang.items() if text)
    return Title(public_id, by_lang[lang] or "", lang)
