"""Words and their translations that the project's own files know: glossary, everyday words, bilingual vocabularies."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import product

from catalogue.search.language_files import read_json, read_rows
from catalogue.search.lexicon.words import lemma
from catalogue.search.stems import key_of
from catalogue.search.text import normalise, words_in
from catalogue.search.understanding.concepts import concepts
from catalogue.search.understanding.mining import Pair, Translations, best_of, translations
from catalogue.taxonomy.vocabularies import read

TRANSLATED, STANDARD = 0.8, 0.9


@cache
def of_the_project() -> Translations:
    """What the project's own files know: the glossary, everyday words for those of titles, bilingual vocabularies."""
    glossary = _of_the_glossary()
    standard = together(glossary, _unless_known(translations(_labels()), glossary))
    return together(standard, _of_everyday_words(standard))


def _unless_known(learned: Translations, glossary: Translations) -> Translations:
    """Without pairs of which the glossary translates each word by others: names put them side by side (first aid)."""

    def by_chance(one: str, other: str) -> bool:
        return one in glossary.partners and other in glossary.partners and other not in dict(glossary.partners[one])

    kept = {
        key: tuple(pair for pair in found if not by_chance(key, pair[0])) for key, found in learned.partners.items()
    }
    return Translations({key: found for key, found in kept.items() if found}, learned.written)


def _of_the_glossary() -> Translations:
    partners: dict[str, dict[str, float]] = {}
    written: dict[str, str] = {}
    for row in read_rows("understanding/glossary.csv"):
        for arabic, english in product(_keys(row["ar"], written), _keys(row["en"], written)):
            partners.setdefault(arabic, {})[english] = TRANSLATED
            partners.setdefault(english, {})[arabic] = TRANSLATED
    return Translations({key: best_of(found.items()) for key, found in partners.items()}, written)


def _of_everyday_words(standard: Translations) -> Translations:
    """An everyday word finds the standard ones, and, less surely, what translates those."""
    partners: dict[str, dict[str, float]] = {}
    written = dict(standard.written)
    for words, nouns in (*_everyday(), *_verbs()):
        for word, other in product(_keys(words, written), _keys(nouns, written)):
            if word == other:
                continue
            kept = partners.setdefault(word, {})
            kept[other] = STANDARD
            for further, sure in standard.partners.get(other, ()):
                kept.setdefault(further, sure * STANDARD)
    return Translations({key: best_of(found.items()) for key, found in partners.items()}, written)


def _everyday() -> Iterator[tuple[str, str]]:
    return ((row["colloquial"], row["standard"]) for row in read_rows("understanding/colloquial.csv"))


def _verbs() -> Iterator[tuple[str, str]]:
    """The forms of verbs (I sew, so that she sews) with their nouns; what is a word of its own stays that."""
    known = read_json("understanding/verbs.json")
    for stem, nouns in known["verbs"].items():
        forms = (normalise(person + stem) for person in known["persons"])
        yield "|".join(form for form in forms if lemma(form) is None), "|".join(nouns)


def _keys(cell: str, written: dict[str, str]) -> tuple[str, ...]:
    """The keys of the single words of a cell; how each is written is noted."""
    found = []
    for text in cell.split("|"):
        words = words_in(text)
        if len(words) == 1:
            key = key_of(words[0])
            written.setdefault(key, text.strip())
            found.append(key)
    return tuple(found)


def _labels() -> Iterator[Pair]:
    for concept in concepts().by_id.values():
        yield concept.name("ar"), concept.name("en")
    for name, rows in (("skills", "skills"), ("occupations", "occupations"), ("isced_f_2013", "fields")):
        for row in read(name)[rows]:
            yield row["ar"], row["en"]


def together(*every: Translations) -> Translations:
    """What any of them knows, each word's best partners first."""
    partners: dict[str, tuple[tuple[str, float], ...]] = {}
    written: dict[str, str] = {}
    for one in every:
        written.update(one.written)
        for key, found in one.partners.items():
            kept = partners.get(key)
            partners[key] = found if kept is None else _best_of_both(kept, found)
    return Translations(partners, written)


def _best_of_both(
    one: tuple[tuple[str, float], ...], other: tuple[tuple[str, float], ...]
) -> tuple[tuple[str, float], ...]:
    surest = dict(one)
    for word, dice in other:
        surest[word] = max(dice, surest.get(word, 0.0))
    return best_of(surest.items())
