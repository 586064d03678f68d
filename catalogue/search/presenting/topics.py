"""Fields of learning as tiles, each with how much there is in it now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from catalogue.search.finding import count, facets_of
from catalogue.search.port import Found
from catalogue.search.presenting.addresses import results_url
from catalogue.search.presenting.cards import topic_icon
from catalogue.search.query import Query
from catalogue.taxonomy.queries import TopicFacts, TopicNode, topics


@dataclass(frozen=True)
class Field:
    """A topic with its search, how many offerings it leads to, and the narrower fields that have any."""

    topic: TopicFacts
    count: int
    narrow: Sequence[Field] = ()

    @property
    def icon(self) -> str:
        return topic_icon(self.topic.code)

    @property
    def url(self) -> str:
        return results_url(_query(self.topic.code))


def fields(now: datetime, *, narrow: bool = False, found: Found | None = None) -> list[Field]:
    """The broad fields, those with offerings first in the order of the vocabulary.

    :param found: the facets of everything, where they are known already.
    """
    found = found or facets_of(Query(), now)
    counts = {one.value: one.count for one in found.facets.get("topic", ())}
    broad = [
        Field(node.topic, counts.get(node.topic.code, 0), _narrow(node, now) if narrow else ()) for node in topics()
    ]
    return sorted(broad, key=lambda field: not field.count)


def _narrow(node: TopicNode, now: datetime) -> list[Field]:
    found = [Field(child.topic, count(_query(child.topic.code), now)) for child in node.children]
    return [field for field in found if field.count]


def _query(code: str) -> Query:
    return Query(chosen=(("topic", (code,)),))
