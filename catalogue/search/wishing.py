"""Wishes for what is not there: kept for the learning office, without a name, counted by day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import urlencode

from sqlalchemy import func, select, update

from catalogue.core.db import db, transaction
from catalogue.core.errors import DomainError
from catalogue.core.formats import at_zone
from catalogue.core.outbox import insert_if_new
from catalogue.search.models import SearchWish
from catalogue.search.query import Query
from catalogue.search.text import normalise

OF_SOMEBODY = re.compile(
    r"""
    \S+@\S+  # an address for mail
    | (?<![\d/.-]) (?!\d{4}[-/]\d{1,2}[-/]\d{1,2}(?!\d))  # no date
      \+?\d (?:[ ().-]{0,2}\d){8,}  # a telephone, an identity
    """,
    re.VERBOSE,
)


class NothingWished(DomainError):
    """A wish needs words or filters."""

    code = "nothing_wished"


@dataclass(frozen=True)
class Wished:
    """A search that was wished for: its words and filters, how many people, and when last."""

    words: str
    search: str
    people: int
    last_on: date


@transaction
def wish(query: Query, language: str, now: datetime) -> None:
    """Count one more person who wishes for what this search asks for, on the city's day.

    Who hopes for an answer may have typed where to reach her: that is left out.

    :raises NothingWished: the search asks for nothing.
    """
    words = " ".join(OF_SOMEBODY.sub(" ", query.text).split())
    told = replace(query, text=normalise(words), page=1, sort="relevance", per_page=Query().per_page, exact=False)
    if not told.pairs():
        raise NothingWished
    key = {"wished_on": at_zone(now).date(), "language": language, "search": urlencode(told.pairs())}
    added = insert_if_new(SearchWish).values(**key, words=words, people=1).returning(SearchWish.id)
    if db.session.execute(added).scalar() is None:
        db.session.execute(update(SearchWish).filter_by(**key).values(people=SearchWish.people + 1))


def wishes(most: int) -> Sequence[Wished]:
    """What was wished for by most people."""
    people, last_on = func.sum(SearchWish.people), func.max(SearchWish.wished_on)
    statement = (
        select(func.min(SearchWish.words), SearchWish.search, people, last_on)
        .group_by(SearchWish.search)
        .order_by(people.desc(), last_on.desc(), SearchWish.search)
        .limit(most)
    )
    return [Wished(*row) for row in db.session.execute(statement).tuples()]
