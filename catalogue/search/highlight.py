"""The words of a query marked in the original text, whatever its vowels and letter forms."""

from __future__ import annotations

from collections.abc import Container

from catalogue.search.stems import terms
from catalogue.search.text import Token, tokens

Segments = list[tuple[str, bool]]

ELLIPSIS = "\u2026"


def highlight(text: str, wanted: Container[str]) -> Segments:
    """The text in pieces that make it up again, each with whether it is marked.

    :param wanted: the terms of the query, as `Found.terms` or `stems.keys_of` give them.
    """
    return _marked(text, _spans(tokens(text), wanted))


def snippet(text: str, wanted: Container[str], width: int) -> Segments:
    """The part of a text of about this many characters that holds most of the query's words; cut between words."""
    if len(text) <= width:
        return highlight(text, wanted)
    words = tokens(text)
    start, end = _best_window(words, wanted, width, len(text))
    spans = [(max(a, start) - start, min(b, end) - start) for a, b in _spans(words, wanted) if a < end and b > start]
    segments = _marked(text[start:end], spans)
    before: Segments = [(ELLIPSIS, False)] if start else []
    after: Segments = [(ELLIPSIS, False)] if end < len(text) else []
    return [*before, *segments, *after]


def _wanted(token: Token, wanted: Container[str]) -> bool:
    return any(term.key in wanted for term in terms(token))


def _spans(words: list[Token], wanted: Container[str]) -> list[tuple[int, int]]:
    """Where the wanted words stand, in order, those that overlap as one."""
    spans: list[tuple[int, int]] = []
    for start, end in sorted((token.start, token.end) for token in words if _wanted(token, wanted)):
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


def _best_window(words: list[Token], wanted: Container[str], width: int, length: int) -> tuple[int, int]:
    """The window, from one word's start to another's end, with most different wanted words; the first of the best."""
    if not words:
        return 0, width
    marks = [token.text if _wanted(token, wanted) else "" for token in words]
    best, best_count = (0, 0), -1
    last = 0
    for first in range(len(words)):
        last = max(last, first)
        while last + 1 < len(words) and words[last + 1].end - words[first].start <= width:
            last += 1
        count = len(set(marks[first : last + 1]) - {""})
        if count > best_count:
            best, best_count = (first, last), count
    first, last = best
    return words[first].start if first else 0, words[last].end if last + 1 < len(words) else length
