"""Every row of the table of what must match. Source: SEARCH, 1."""

from __future__ import annotations

import pytest

from catalogue.search.stems import keys_of
from catalogue.search.text import tokens


def finds(query: str, text: str) -> bool:
    """Whether one word of a query finds a text by any of its terms."""
    return bool(keys_of(query).words & keys_of(text).words)


ROWS = {
    "harakat": [("بَرْمَجَةٌ", "برمجة"), ("تَدْرِيبٌ", "تدريب"), ("مُعَلِّم", "معلم")],
    "tatweel": [("تعـــليم", "تعليم"), ("صنـاعة", "صناعة")],
    "alef with hamza": [("اداره", "إدارة"), ("احمد", "أحمد"), ("أستخدام", "استخدام")],
    "alef with madda": [("اله", "آلة"), ("الالات", "الآلات")],
    "alef maqsura": [("مستشفي", "مستشفى"), ("مصلي", "مصلى")],
    "teh marbuta": [("مهاره", "مهارة"), ("لغه", "لغة")],
    "seat of hamza": [("مسؤول", "مسئول"), ("شؤون", "شئون"), ("مسؤُول", "مسئول")],
    "final hamza": [("كهربا", "كهرباء"), ("ماء", "الماء"), ("للماء", "ماء"), ("غذا", "غذاء")],
    "the article": [("البرمجة", "برمجة"), ("السلامة", "سلامة")],
    "and the article": [("والبرمجة", "برمجة"), ("والسلامة", "سلامة")],
    "with the article": [("بالبرمجة", "برمجة"), ("بالسلامة", "سلامة")],
    "for the article": [("للبرمجة", "برمجة"), ("للسلامة", "سلامة")],
    "for a word that begins with lam": [("للغة", "لغة"), ("للحام", "لحام")],
    "a bare and": [("ودورة", "دورة"), ("وسلامة", "سلامة")],
    "a bare with": [("بدورة", "دورة"), ("بسلامة", "سلامة")],
    "a first waw of its own": [("ورشة", "الورشة"), ("وظيفة", "بالوظيفة"), ("وثيقة", "الوثائق")],
    "sound feminine plural": [("دورات", "دورة"), ("مهارات", "مهارة")],
    "sound masculine plural": [("معلمين", "معلم"), ("معلمون", "معلم"), ("مهندسين", "مهندس")],
    "dual": [("دورتين", "دورة"), ("معلمان", "معلم"), ("ورشتين", "ورشة")],
    "broken plural": [("برامج", "برنامج"), ("ورش", "ورشة"), ("مشاريع", "مشروع"), ("للبرامج", "برنامج")],
    "arabic digits": [("٣٠", "30"), ("١٢٣", "123")],
    "persian digits": [("۳۰", "30"), ("۴۵۶", "456")],
    "persian letters": [("کتابی", "كتابي"), ("گاز", "كاز")],
    "presentation forms": [("ﺑﺮﻣﺠﺔ", "برمجة"), ("ﻻعب", "لاعب"), ("ﻷعمال", "لأعمال"), ("ﻹدارة", "لإدارة")],
    "a bidi mark inside": [("برم\u200fجة", "برمجة"), ("\u202bبرمجة\u202c", "برمجة")],
    "a joiner inside": [("برم\u200cجة", "برمجة"), ("برم\u200dجة", "برمجة")],
    "a change of script": [("بPython", "python"), ("والPython", "python"), ("Pythonبلغة", "python")],
    "names with signs": [("C++", "c++"), ("لغة C++", "c++"), ("c#", "C#"), (".NET", ".net"), ("Node.js", "node.js")],
}
CASES = [pytest.param(*pair, id=f"{row}-{at}") for row, pairs in ROWS.items() for at, pair in enumerate(pairs)]


@pytest.mark.parametrize(("query", "text"), CASES)
def test_what_must_match_matches(query: str, text: str) -> None:
    assert finds(query, text)
    assert finds(text, query)


@pytest.mark.parametrize("text", ["أمن، سلامة", "أمن؛ سلامة", "أمن؟سلامة", "«أمن»سلامة", "أمن،سلامة", "أمن/سلامة"])
def test_arabic_punctuation_separates(text: str) -> None:
    assert [token.text for token in tokens(text)] == ["امن", "سلامه"]


def test_a_lone_clitic_before_another_script_is_dropped() -> None:
    assert [token.text for token in tokens("دورة بPython")] == ["دوره", "python"]


@pytest.mark.parametrize(("query", "text"), [("c++", "c"), ("c#", "c"), ("c++", "c#"), ("java", "javascript")])
def test_languages_of_programmers_are_not_each_other(query: str, text: str) -> None:
    assert not finds(query, text)
