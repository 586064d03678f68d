"""How a text was understood, line by line, for those who look after the search."""

from __future__ import annotations

from collections.abc import Iterator

from catalogue.search.asked import Asked, Unit
from catalogue.search.text import normalise, tokens
from catalogue.search.understanding.understood import Understood


def explained(understood: Understood) -> Iterator[str]:
    """The steps of the pipeline in their order, and the terms that are looked for."""
    yield f"normalised: {normalise(understood.typed)}"
    yield f"tokens: {' '.join(token.text for token in tokens(understood.typed))}"
    for repair in understood.repairs:
        yield f"{repair.because}: {repair.typed} taken for {repair.used}"
    for wish in understood.wishes:
        yield f"filter in words: {wish.words} means {wish.name}={wish.value}"
    if understood.elsewhere:
        yield f"nothing to learn: {understood.elsewhere}"
    for concept in understood.concepts:
        yield f"concept: {concept}{' (nobody offers it)' if concept in understood.unoffered else ''}"
    yield from _words(understood.asked)
    for word in understood.unknown:
        yield f"unknown: {word}"


def _words(asked: Asked) -> Iterator[str]:
    for unit in asked.units:
        yield f"word {unit.word}: {', '.join(term.key for term in unit.terms)}"
        yield from _others(unit)
    for name, phrases in (("phrase", asked.phrases), ("without phrase", asked.unwanted_phrases)):
        for phrase in phrases:
            yield f"{name}: {phrase}"
    for unit in asked.unwanted:
        yield f"without: {unit.word}"


def _others(unit: Unit) -> Iterator[str]:
    for other in unit.others:
        words = " + ".join("/".join(term.key for term in terms) for terms in other.words)
        yield f"  or by {other.because} {other.text} ({other.boost:.2f}): {words}"
