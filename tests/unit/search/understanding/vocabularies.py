"""A vocabulary as an index has one, made of a few texts; and what is understood with it."""

from __future__ import annotations

from collections.abc import Iterable

from catalogue.search.asked import Alternative, words_of
from catalogue.search.stems import terms_of, title_term
from catalogue.search.text import surface, tokens
from catalogue.search.understanding.glossary import of_the_project, together
from catalogue.search.understanding.meanings import Meaning
from catalogue.search.understanding.mining import Pair, translations
from catalogue.search.understanding.understand import understand
from catalogue.search.understanding.understood import Understood
from catalogue.search.understanding.vocabulary import Vocabulary
from catalogue.search.understanding.wishes import words_of_phrase
from catalogue.search.understanding.words import Words
from tests.unit.search.builders import JUBAIL, YANBU

PLACES = {
    words_of_phrase(name): Meaning("city", city)
    for city, names in ((JUBAIL, ("الجبيل", "الجبيل الصناعية", "Jubail")), (YANBU, ("ينبع", "Yanbu")))
    for name in names
}
TITLES = ("البرمجة للجميع", "السلامة أولا", "السياحة في المدينة", "السباحة", "لحام الأنابيب", "الطاقة الشمسية")
ENGLISH = ("Safety first", "Pipe welding", "Word processing", "Free diving for women", "Swimming")


def a_vocabulary(*titles: str, providers: Iterable[str] = (), taught: Iterable[Pair] = ()) -> Vocabulary:
    """What an index of these titles and providers knows. :param taught: texts in Arabic and English."""
    found = {title: tokens(title) for title in titles or (*TITLES, *ENGLISH)}
    named = {name: tokens(name) for name in providers}
    texts = [
        {term.key for word in words for term in terms_of(word.text)} for words in (*found.values(), *named.values())
    ]
    terms = set[str]().union(*texts)
    terms |= {title_term(words_of(words)) for words in found.values()}
    written = [surface(title[one.start : one.end]) for title, words in (found | named).items() for one in words]
    known = together(of_the_project(), translations(taught))
    return Vocabulary(
        has=terms.__contains__,
        words=lambda: [(word, 1) for word in written],
        names=lambda: [words_of(words) for words in named.values()],
        translations=lambda: known,
        is_about=lambda way: any(_stands_in(way, text) for text in texts),
    )


def _stands_in(way: Alternative, text: set[str]) -> bool:
    return all(any(term.key in text for term in terms) for terms in way.words)


def understood(text: str, *titles: str, providers: Iterable[str] = (), literal: bool = False) -> Understood:
    return understand(text, Words(a_vocabulary(*titles, providers=providers), PLACES), literal=literal)


def words_of_units(found: Understood) -> list[str]:
    return [unit.word for unit in found.asked.units]


def repairs_of(found: Understood) -> list[tuple[str, str]]:
    """What was done to which word: what it was taken for, and why."""
    return [(one.used, one.because) for one in found.repairs]
