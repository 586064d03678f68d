"""The feature table of SEARCH, section 1: every row, found by an engine, both ways, without any repair of the query."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from catalogue.search.engines.whoosh import WhooshEngine
from catalogue.search.query import Query
from tests.unit.search.builders import NOON, a_document

# Row of the table → pairs of texts of which each finds the other.
MATCHING = {
    "harakat removed": [("بَرْمَجَةٌ", "برمجة"), ("مُحَاسِبٌ", "محاسب")],
    "tatweel removed": [("برمـــجة", "برمجة")],
    "hamza on or below alef": [("احمد", "أحمد"), ("ادارة", "إدارة")],
    "alef with madda": [("الة", "آلة"), ("القران", "القرآن")],
    "alef maqsura and yeh": [("مستشفي", "مستشفى")],
    "teh marbuta and heh": [("البرمجه", "البرمجة")],
    "seats of hamza before waw": [("مسئول", "مسؤول"), ("شئون", "شؤون")],
    "final hamza": [("كهربا", "كهرباء")],
    "the article": [("اللحام", "لحام")],
    "and the": [("واللحام", "لحام")],
    "with the": [("باللحام", "لحام")],
    "for the": [("للمحاسبة", "محاسبة")],
    "for the, before a lam": [("للغة", "لغة")],
    "bare and": [("ودورة", "دورة"), ("وبرمجة", "برمجة")],
    "bare with": [("بدورة", "دورة"), ("ببرمجة", "برمجة")],
    "a waw that is the word's own": [("ورشة", "الورشة"), ("وظيفة", "والوظيفة")],
    "feminine plural": [("دورات", "دورة")],
    "masculine plural": [("معلمين", "معلم"), ("معلمون", "معلم")],
    "dual": [("دورتين", "دورة"), ("دورتان", "دورة")],
    "broken plural": [("برامج", "برنامج"), ("ورش", "ورشة")],
    "arabic digits": [("٣٠", "30")],
    "persian digits": [("۳۰", "30")],
    "persian letters typed": [("کتابی", "كتابي"), ("برنامه‌ریزی", "برنامهريزي")],
    "presentation forms": [("ﺑﺮﻣﺠﺔ", "برمجة")],
    "ligatures of lam and alef": [("ﻻعب", "لاعب"), ("ﻷعمال", "لأعمال")],
    "a bidi mark inside the word": [("برم\u200fجة", "برمجة")],
    "a joiner inside the word": [("برم\u200cجة", "برمجة")],
    "scripts that touch": [("Python", "بPython"), ("python", "الـPython")],
    "C++ searchable": [("C++", "دورة C++"), ("c++", "كورس C++")],
}
PAIRS = [(row, one, other) for row, pairs in MATCHING.items() for one, other in pairs]
SEPARATING = ("،", "؛", "؟", "«", "»", "۔")


class Table(NamedTuple):
    """An index in which each text of the table is a title, and which title is whose."""

    engine: WhooshEngine
    titles: dict[int, str]

    def found(self, text: str) -> set[str]:
        """The titles that a text finds by its own words: by no respelling, no other language, no other name."""
        found = self.engine.search(Query(text=text), NOON, 100)
        assert found.understood is not None
        assert (found.understood.repairs, found.fallback) == ((), False)
        own = {"exact", "inflection"}
        return {self.titles[one] for one in found.ids if {why.because for why in found.matched[one]} <= own}


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Table:
    texts = (
        {text for _row, *pair in PAIRS for text in pair}
        | {f"خياطة{mark}تطريز" for mark in SEPARATING}
        | {"C", "و", "ب"}
    )
    documents = [a_document(text) for text in sorted(texts)]
    engine = WhooshEngine(Path(tmp_path_factory.mktemp("table")))
    engine.rebuild([documents])
    return Table(engine, {one.id: one.texts[0].text for one in documents})


@pytest.mark.parametrize(("row", "one", "other"), PAIRS, ids=[f"{row}: {one}" for row, one, _ in PAIRS])
def test_a_row_of_the_table_matches_both_ways(table: Table, row: str, one: str, other: str) -> None:
    assert other in table.found(one), row
    assert one in table.found(other), row


@pytest.mark.parametrize("mark", SEPARATING)
def test_arabic_punctuation_separates_words(table: Table, mark: str) -> None:
    text = f"خياطة{mark}تطريز"
    assert text in table.found("خياطة")
    assert text in table.found("تطريز")


@pytest.mark.parametrize(
    ("text", "other"), [("C++", "C"), ("C", "دورة C++"), ("ورشة", "ب"), ("python", "ب"), ("وظيفة", "و")]
)
def test_what_looks_alike_does_not_match(table: Table, text: str, other: str) -> None:
    assert other not in table.found(text)
