"""Suggestions while typing: searches that find something, offerings, providers, fields, occupations.

What is typed is understood as a query is: without its article, on the other keyboard, in Latin letters, misspelt.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from itertools import islice

from flask import current_app

from catalogue.core.http import not_to_be_kept
from catalogue.core.reader import LANGUAGES
from catalogue.offerings.queries import providers_of
from catalogue.offerings.queries.titles import Title, titles
from catalogue.providers.queries import on_show
from catalogue.search.engine import engine
from catalogue.search.port import IndexUnusable, SearchEngine
from catalogue.search.query import Query
from catalogue.search.request import clean
from catalogue.search.text import ARABIC_RUN
from catalogue.search.understanding import keyboard
from catalogue.search.understanding.completions import SHORTEST, Completion, Completions, bare_words
from catalogue.search.understanding.concepts import concepts
from catalogue.taxonomy import queries as taxonomy

MOST, MOST_SEARCHES, MOST_OFFERINGS, MOST_OF_A_KIND, TRIED = 9, 4, 3, 2, 10
LONGEST = 60
KINDS = ("search", "offering", "provider", "topic", "occupation")
WEIGHTS = {"label": 3.0, "alt": 2.0, "jobs": 1.0, "colloquial": 0.5}


@dataclass(frozen=True)
class Suggestion:
    """One line: its kind, its words and their language, what it stands for, and how many results a search has.

    `about` is the offering or the provider (public id), the field (code) or the occupation (key).
    """

    kind: str
    text: str
    lang: str
    about: str = ""
    count: int | None = None


def suggestions(text: str, lang: str, now: datetime) -> list[Suggestion]:
    """What a beginning may become, in the language that it is typed in where it has one, else in the reader's."""
    typed = clean(text)[:LONGEST]
    if len(typed) < SHORTEST:
        return []
    try:
        return _suggested(typed, lang, now, engine())
    except IndexUnusable:
        not_to_be_kept()
        return []


def _suggested(typed: str, lang: str, now: datetime, found: SearchEngine) -> list[Suggestion]:
    known = (searches(), _named(found.generation()))
    for words in _readings(typed, found):
        lines = [one.meaning for completions in known for one in completions.of(words, TRIED * len(KINDS))]
        every = _on_show(_chosen(lines, lang, now, found))
        every += _offerings_for(words, every, now, found)
        if every:
            return sorted(every, key=lambda one: KINDS.index(one.kind))[:MOST]
    return []


def _on_show(lines: Iterable[Suggestion]) -> list[Suggestion]:
    """Without providers that were suspended since the index was written, whose names are kept as long as it is."""
    every = list(lines)
    named = [one.about for one in every if one.kind == "provider"]
    hidden = {*named} - on_show(named) if named else ()
    return [one for one in every if one.kind != "provider" or one.about not in hidden]


def _offerings_for(
    words: Sequence[str], lines: Sequence[Suggestion], now: datetime, found: SearchEngine
) -> list[Suggestion]:
    """What the words find, else what the first of the searches does that they begin.

    Where they begin nothing, they are taken as they are: another reading may be the right one.
    """
    searches = [line.text for line in lines if line.kind == "search"][:1]
    tried = (_offerings(Query(text=text, exact=not lines), now, found) for text in (" ".join(words), *searches))
    return next(filter(None, tried), [])


def _readings(typed: str, found: SearchEngine) -> Iterator[Sequence[str]]:
    """What may have been meant, the surest first; nothing where there are no words."""
    for text in _meant(typed, found):
        if words := bare_words(text):
            yield words


def _meant(typed: str, found: SearchEngine) -> Iterator[str]:
    yield typed
    yield keyboard.to_latin(typed) if ARABIC_RUN.search(typed) else keyboard.to_arabic(typed)
    yield found.understand(Query(text=typed)).corrected or ""


def _chosen(lines: Sequence[Suggestion], lang: str, now: datetime, found: SearchEngine) -> Iterator[Suggestion]:
    """Of each kind a few, those in the reader's language first; of the searches those that find something."""
    ordered = sorted(dict.fromkeys(lines), key=lambda line: line.lang != lang)
    for kind in KINDS[2:]:
        once = {line.about: line for line in reversed([line for line in ordered if line.kind == kind])}
        yield from islice(reversed(once.values()), MOST_OF_A_KIND)
    searches = [line for line in ordered if line.kind == "search"][:TRIED]
    counted = (replace(line, count=found.count(Query(text=line.text), now)) for line in searches)
    yield from islice((line for line in counted if line.count), MOST_SEARCHES)


def _offerings(query: Query, now: datetime, found: SearchEngine) -> list[Suggestion]:
    hits = found.search(query, now, MOST_OFFERINGS)
    if hits.fallback:
        return []
    named = titles(hits.ids)
    return [_offering(named[one]) for one in hits.ids if one in named]


def _offering(title: Title) -> Suggestion:
    return Suggestion("offering", title.text, title.lang, title.public_id)


@cache
def searches() -> Completions[Suggestion]:
    """Labels of concepts, which one may search for."""
    return Completions(
        Completion(label.text, Suggestion("search", label.text, "ar" if label.arabic else "en"), WEIGHTS[label.column])
        for concept in concepts().by_id.values()
        for label in concept.labels
        if label.column in WEIGHTS
    )


def _named(generation: str) -> Completions[Suggestion]:
    """Names of what has a page; made anew when the index is another one, as providers come and go with it."""
    kept: tuple[str, Completions[Suggestion]] | None = current_app.extensions.get("search_names")
    if kept is None or kept[0] != generation:
        kept = (generation, Completions(_names()))
        current_app.extensions["search_names"] = kept
    return kept[1]


def _names() -> Iterator[Completion[Suggestion]]:
    for kind, about, row in _with_pages():
        for lang in LANGUAGES:
            if name := getattr(row, f"name_{lang}"):
                yield Completion(name, Suggestion(kind, name, lang, about))


def _with_pages() -> Iterator[tuple[str, str, object]]:
    for card in providers_of():
        yield "provider", card.provider.public_id, card.provider
    for topic in taxonomy.topics_by_code().values():
        yield "topic", topic.code, topic
    for occupation in taxonomy.occupations():
        yield "occupation", occupation.key, occupation
