"""Verbs of a query are found by their nouns; texts and what is a word of its own stay what they are."""

from __future__ import annotations

import pytest

from catalogue.search.lexicon.rules import lexicon
from catalogue.search.lexicon.verbs import verbs
from catalogue.search.lexicon.words import lemma, noun_of_verb
from catalogue.search.stems import LEMMA, VERB_BOOST, of_verb, query_terms, terms_of
from catalogue.search.text import normalise

FORMS = {
    "II": ("أطور تطوير", "يحللون تحليل", "طورت تطوير", "سننظم تنظيم", "ينمي تنمية"),
    "III": ("يشاركون مشاركة", "أراجع مراجعة", "شاركنا مشاركة", "نعالج علاج"),
    "IV": ("ينتج إنتاج", "أدير إدارة", "نعيد إعادة", "أنتجت إنتاج"),
    "V": ("أتطوع تطوع", "تعلمت تعلم", "يتدربون تدرب", "تعلموا تعلم"),
    "VI": ("يتعاونون تعاون", "تتفاوض تفاوض"),
    "VII": ("ينطبع انطباع", "ينضم انضمام"),
    "VIII": ("يكتشف اكتشاف", "أختار اختيار", "نفتتح افتتاح"),
    "X": ("أستخدم استخدام", "استثمرنا استثمار", "يستفيد استفادة", "أستعد استعداد"),
    "of four letters": ("يبرمجون برمجة", "أترجم ترجمة"),
    "whose noun no shape tells": (
        "أكتب كتابة",
        "يسبحن سباحة",
        "أطبخها طبخ",
        "ليرسم رسم",
        "أعزف عزف",
        "أغرس زراعة",
        "نمنتج مونتاج",
    ),
    "of a craft": ("أسبك سباكة", "يحرسون حراسة"),
    "as one speaks": ("بأطبخ طبخ", "بنتطوع تطوع"),
}
CASES = [tuple(pair.split()) for pairs in FORMS.values() for pair in pairs]


@pytest.mark.parametrize(("verb", "noun"), CASES)
def test_a_verb_is_found_by_its_noun(verb: str, noun: str) -> None:
    assert noun_of_verb(normalise(verb)) == lemma(normalise(noun))
    assert (LEMMA, lemma(normalise(noun)), VERB_BOOST) in query_terms(normalise(verb))


@pytest.mark.parametrize("verb", ["أطور", "يكتشف", "أكتب"])
def test_a_verb_of_a_text_is_not_indexed_as_its_noun(verb: str) -> None:
    keys = {term.text for term in terms_of(normalise(verb))}
    assert of_verb(normalise(verb)) not in keys, "texts have verbs for all that happens"


@pytest.mark.parametrize("word", ["تعليم", "انتقال", "يافع", "ينبع", "تطبيقات", "نظام", "python", "12"])
def test_what_is_another_word_is_no_verb(word: str) -> None:
    assert of_verb(normalise(word)) is None


@pytest.mark.parametrize("verb", ["يمكن", "يبدأ", "تكون", "أحتاج", "يستطيع", "يذهب", "يحدث"])
def test_what_says_nothing_has_no_noun(verb: str) -> None:
    assert noun_of_verb(normalise(verb)) is None


def test_every_noun_of_a_verb_is_in_the_lexicon() -> None:
    missing = {verb: noun for verb, noun in verbs().own.items() if noun and noun not in lexicon().lemmas}
    assert missing == {}
