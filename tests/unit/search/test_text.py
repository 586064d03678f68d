from __future__ import annotations

import json
from pathlib import Path

import pytest

from catalogue.search.stems import keys_of, light, stop_words, terms_of
from catalogue.search.text import normalise, tokens

VECTORS = json.loads((Path(__file__).parent / "normal_forms.json").read_text("utf-8"))


def words(text: str) -> list[str]:
    return [token.text for token in tokens(text)]


def finds(query: str, text: str) -> bool:
    """Whether one word of a query finds a text by any of its terms."""
    return bool(keys_of(query).words & keys_of(text).words)


@pytest.mark.parametrize(("text", "form"), VECTORS)
def test_the_normal_forms_of_the_specification(text: str, form: str) -> None:
    assert normalise(text) == form


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("البرمجه", "البرمجة"),
        ("بَرْمَجَةٌ", "برمجة"),
        ("تعـــلم", "تعلم"),
        ("احمد", "أحمد"),
        ("اداره", "إدارة"),
        ("اله", "آلة"),
        ("مستشفي", "مستشفى"),
        ("مسئول", "مسؤول"),
        ("مسؤُول", "مسؤول"),
        ("كهربا", "كهرباء"),
        ("ماء", "الماء"),
        ("الورشة", "ورشة"),
        ("والورشة", "ورشة"),
        ("بالورشة", "ورشة"),
        ("للورشة", "ورشة"),
        ("للغة", "لغة"),
        ("دورات", "دورة"),
        ("معلمين", "معلم"),
        ("دورتين", "دورة"),
        ("صناعي", "الصناعية"),
        ("٣٠", "30"),
        ("۳۰", "30"),
        ("١٬٠٠٠", "1000"),
        ("کتابی", "كتابي"),
        ("گهرباء", "كهرباء"),
        ("ﺑﺮﻣﺠﺔ", "برمجة"),
        ("ﻻعب", "لاعب"),
        ("ﻷعمال", "لأعمال"),
        ("برم\u200fجة", "برمجة"),
        ("برم\u200cجة", "برمجة"),
        ("Python", "بPython"),
        ("Python", "الـPython"),
        ("C++", "دورة C++"),
        ("c#", "C# للمبتدئين"),
        ("iso9001", "ISO 9001"),
        ("iso9001", "ISO-9001"),
        ("5S", "نظام 5s"),
        ("ＩＥＬＴＳ", "ielts"),
        ("cafe", "Café"),
        ("programming", "programs"),
        ("women's", "women"),
        ("إلكترونيات", "الإلكترونيات"),
        ("ألعاب", "الألعاب"),
        ("مجااااني", "مجاني"),
        ("بيئي", "بيئية"),
    ],
)
def test_what_must_match_matches(query: str, text: str) -> None:
    assert finds(query, text)
    assert finds(text, query)


@pytest.mark.parametrize(("one", "other"), [("سياحة", "سباحة"), ("معلم", "معلومات"), ("c++", "c"), ("لحام", "لحم")])
def test_words_of_different_meaning_stay_apart(one: str, other: str) -> None:
    assert not finds(one, other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("برمجة،تصميم؛رسم؟«فن»", ["برمجه", "تصميم", "رسم", "فن"]),
        ("بPython", ["python"]),
        ("C++, node.js & ASP.NET", ["c++", "node.js", "asp", ".net"]),
        ("ISO9001", ["iso", "9001", "iso9001"]),
        ("covid-19", ["covid", "19", "covid19"]),
        ("2026-2027", ["2026", "2027"]),
        ("women's", ["women"]),
        ("\u064b\u064c \u0640", []),
        ("!؟ \ud800 \u200f", []),
        ("हिन्दी वर्ग। русские", ["हिन्दी", "वर्ग", "русские"]),
    ],
)
def test_words_are_cut_where_script_and_punctuation_change(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("في البَرْمَجَةِ", ["في", "البَرْمَجَةِ"]),
        ("مجااااني!", ["مجااااني"]),
        ("«كهرباءُ»", ["كهرباءُ"]),
        ("ﻷعمال x", ["ﻷعمال", "x"]),
        ("e\u0301cole", ["e\u0301cole"]),
    ],
)
def test_a_word_keeps_its_place_in_the_original(text: str, marked: list[str]) -> None:
    assert [text[token.start : token.end] for token in tokens(text)] == marked


def test_ten_thousand_letters_are_one_short_word() -> None:
    assert [len(word) for word in words("ب" + "اب" * 5_000)] == [64]


@pytest.mark.parametrize(("word", "stem"), [("الورشه", "ورش"), ("للغه", "لغ"), ("والده", "والد"), ("هويه", "هوي")])
def test_the_light_stem_takes_one_article_and_few_endings(word: str, stem: str) -> None:
    assert light(word) == stem


def test_the_written_form_counts_most() -> None:
    exact, *stems = terms_of("البرمجه")
    assert exact.key == "n:البرمجه"
    assert all(term.boost < exact.boost for term in stems)


def test_stop_words_are_in_their_normal_form() -> None:
    assert {"دوره", "الي", "the", "course"} <= stop_words()
    assert all(normalise(word) == word for word in stop_words())
