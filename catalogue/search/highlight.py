"""The words of a query marked in the original text, whatever its vowels and letter forms."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from markupsafe import Markup, escape

from catalogue.search.stems import NOTHING_WANTED, Wanted, terms_of
from catalogue.search.text import Token, tokens

Segments = list[tuple[str, bool]]

ELLIPSIS = "\u2026"


def highlight(text: str, wanted: Wanted) -> Segments:
    """The text in pieces that make it up again, each with whether it is marked.

    :param wanted: the terms of the query, as `Found.terms` or `stems.keys_of` give them.
    """
    if wanted == NOTHING_WANTED:
        return [(text, False)] if text else []
    words = _read(text)
    return _marked(text, _spans(words, _marked_words(words, wanted)))


def snippet(text: str, wanted: Wanted, width: int) -> Segments:
    """The part of a text of about this many characters that holds most of the query's words; cut between words."""
    if len(text) <= width:
        return highlight(text, wanted)
    words = _read(text)
    marked = _marked_words(words, wanted)
    start, end = _best_window(words, marked, width, len(text))
    spans = [(max(a, start) - start, min(b, end) - start) for a, b in _spans(words, marked) if a < end and b > start]
    segments = _marked(text[start:end], spans)
    before: Segments = [(ELLIPSIS, False)] if start else []
    after: Segments = [(ELLIPSIS, False)] if end < len(text) else []
    return [*before, *segments, *after]


def written(segments: Segments) -> Markup:
    """The pieces as a page shows them."""
    pieces = (f"<mark>{escape(piece)!s}</mark>" if marked else str(escape(piece)) for piece, marked in segments)
    return Markup("".join(pieces))  # nosec B704 # noqa: S704 - each is escaped


@lru_cache(maxsize=2_000)
def _read(text: str) -> list[Token]:
    """The words of a text; those of the pages that many people see are kept, six megabytes."""
    return tokens(text)


@lru_cache(maxsize=50_000)
def _keys(word: str) -> frozenset[str]:
    """Kept by the word: the texts of a page share most of theirs."""
    return frozenset(term.key for term in terms_of(word))


def _marked_words(words: list[Token], wanted: Wanted) -> set[int]:
    """The places of the words that are marked: alone, or together with their neighbours."""
    if not wanted.words and not wanted.together:
        return set()
    keys = [_keys(token.text) for token in words]
    found = {at for at, of_word in enumerate(keys) if not of_word.isdisjoint(wanted.words)}
    present = frozenset().union(*keys)
    for way in wanted.together:
        if present.isdisjoint(way[0]) or any(present.isdisjoint(word) for word in way[1:]):  # most: there are hundreds
            continue
        for first in _runs(keys, way):
            found.update(range(first, first + len(way)))
    return found


def _runs(keys: list[frozenset[str]], way: tuple[frozenset[str], ...]) -> Iterator[int]:
    for first in range(len(keys) - len(way) + 1):
        if all(not keys[first + at].isdisjoint(word) for at, word in enumerate(way)):
            yield first


def _spans(words: list[Token], marked: set[int]) -> list[tuple[int, int]]:
    """Where the marked words stand, in order, those that overlap as one."""
    spans: list[tuple[int, int]] = []
    for start, end in sorted((words[at].start, words[at].end) for at in marked):
        if spans and start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans


def _marked(text: str, spans: list[tuple[int, int]]) -> Segments:
    segments: Segments = []
    at = 0
    for start, end in spans:
        segments += [(text[at:start], False), (text[start:end], True)]
        at = end
    return [(piece, marked) for piece, marked in [*segments, (text[at:], False)] if piece]


def _best_window(words: list[Token], marked: set[int], width: int, length: int) -> tuple[int, int]:
    """The window, from one word's start to another's end, with most different marked words; the first of the best."""
    if not words:
        return 0, width
    marks = {at: words[at].text for at in marked}
    best, best_count, most = (0, 0), -1, len({*marks.values()})
    last = 0
    for first in range(len(words)):
        last = max(last, first)
        while last + 1 < len(words) and words[last + 1].end - words[first].start <= width:
            last += 1
        count = len({text for at, text in marks.items() if first <= at <= last})
        if count > best_count:
            best, best_count = (first, last), count
            if count == most:
                break
    first, last = best
    return words[first].start if first else 0, words[last].end if last + 1 < len(words) else length
