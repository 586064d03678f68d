"""Filters in words: which phrases are read as which filters, and which are not."""

from __future__ import annotations

import pytest

from catalogue.search.text import tokens
from catalogue.search.understanding.wishes import OLDEST, Meaning, phrases, spans, words_of_phrase
from tests.unit.search.understanding.vocabularies import PLACES


def read(text: str) -> list[tuple[str, str, str]]:
    """The words, the filter and its value, for each filter in a text."""
    found = tokens(text)
    return [
        (text[found[one.first].start : found[one.last].end], one.meaning.name, one.meaning.value)
        for one in spans(found, (phrases(), PLACES))
    ]


EVERY_KIND = {
    ("price", "free"): [
        "مجاني",
        "دورة مجانية",
        "المجانية",
        "بدون رسوم",
        "ببلاش",
        "free",
        "free of charge",
        "at no cost",
    ],
    ("price", "paid"): ["مدفوع", "برسوم", "paid"],
    ("time", "evening"): ["مسائية", "في المساء", "بعد الدوام", "بالليل", "evening", "in the evening", "after work"],
    ("time", "morning"): ["صباحية", "الصبح", "mornings", "in the morning"],
    ("time", "afternoon"): ["بعد الظهر", "العصر", "in the afternoon"],
    ("day", "fri|sat"): ["نهاية الأسبوع", "عطلة نهاية الأسبوع", "الويكند", "weekend", "on weekends", "at the weekend"],
    ("day", "sun"): ["يوم الأحد", "sunday", "on sunday"],
    ("day", "thu"): ["يوم الخميس", "thursdays"],
    ("gender", "women|separate_sections"): [
        "للنساء",
        "نسائية",
        "للسيدات فقط",
        "حريم",
        "for women",
        "ladies only",
    ],
    ("gender", "men|boys|separate_sections"): ["للرجال", "للشباب فقط", "for men", "men's"],
    ("gender", "girls|women|separate_sections"): ["للفتيات", "للبنات", "girls", "lil banat"],
    ("gender", "boys|men|separate_sections"): ["للأولاد", "for boys"],
    ("audience", "children"): ["للأطفال", "أطفال", "للعيال", "لابني", "for kids", "children", "for my son"],
    ("audience", "teens"): ["لليافعين", "teenagers"],
    ("audience", "youth"): ["للشباب", "for young people"],
    ("audience", "families"): ["للعائلات", "مع العائلة", "for families"],
    ("audience", "parents"): ["للآباء", "for parents"],
    ("audience", "seniors|retirees"): ["لكبار السن", "للمتقاعدين", "for seniors", "older adults", "senior citizen"],
    ("audience", "children|teens|families"): ["my son", "my daughter", "my kids"],
    ("credential", "attendance|completion|professional|licence|qualification|badge"): [
        "بشهادة معتمدة",
        "شهادة",
        "with a certificate",
        "certified",
    ],
    ("audience", "job_seekers"): ["للباحثين عن عمل", "للعاطلين", "for the unemployed", "job seekers"],
    ("audience", "employees"): ["للموظفين", "for employees"],
    ("mode", "online_live|online_self_paced"): ["عن بعد", "أونلاين", "من البيت", "online", "from home", "remotely"],
    ("mode", "in_person|blended"): ["حضوري", "وجها لوجه", "in person", "face to face"],
    ("level", "beginner"): ["للمبتدئين", "من الصفر", "lil mobtadi2een", "beginners", "from scratch"],
    ("level", "advanced"): ["متقدم", "advanced"],
    ("kind", "workshop"): ["ورشة", "ورش عمل", "workshop"],
    ("format", "lecture"): ["محاضرة", "lectures"],
    ("language", "ar|ar-en"): ["بالعربي", "باللغة العربية", "in arabic"],
    ("language", "en|ar-en"): ["بالإنجليزي", "in english"],
    ("city", "jubail-industrial-city"): ["الجبيل", "في الجبيل", "بالجبيل", "Jubail", "in Jubail"],
}
CASES = [pytest.param(text, *kind, id=text) for kind, texts in EVERY_KIND.items() for text in texts]


@pytest.mark.parametrize(("text", "name", "value"), CASES)
def test_a_filter_is_read_out_of_its_words(text: str, name: str, value: str) -> None:
    ((_words, found_name, found_value),) = read(text)
    assert (found_name, found_value) == (name, value)


@pytest.mark.parametrize(
    "text",
    [
        "اللغة العربية",  # the subject, not what is spoken
        "english",
        "المعلمين",  # teachers, not for teachers
        "الجمعة",
        "freedom",
        "الشباب",
        "womanly",
        "رسوم",
        "لحام",
        "",
    ],
)
def test_what_is_looked_for_is_no_filter(text: str) -> None:
    assert read(text) == []


def test_the_longest_phrase_wins() -> None:
    assert read("للكبار في السن") == [("للكبار في السن", "audience", "seniors|retirees")]
    assert read("للكبار") == [("للكبار", "audience", "adults")]
    assert read("للشباب فقط") == [("للشباب فقط", "gender", "men|boys|separate_sections")]
    assert read("عطلة نهاية الأسبوع")[0][0] == "عطلة نهاية الأسبوع"


def test_for_is_its_own_form_of_a_word() -> None:
    assert words_of_phrase("للمعلمين")[0] == "=للمعلمين"
    assert words_of_phrase("معلمين") == ("معلم",)
    assert read("للمعلمين") == [("للمعلمين", "audience", "educators")]


def test_several_filters_stand_in_their_order_and_do_not_overlap() -> None:
    assert read("دورات مسائية مجانية للنساء في الجبيل") == [
        ("مسائية", "time", "evening"),
        ("مجانية", "price", "free"),
        ("للنساء", "gender", "women|separate_sections"),
        ("الجبيل", "city", "jubail-industrial-city"),
    ]
    assert [name for _, name, _ in read("free yoga for kids in the evening in Jubail")] == [
        *("price", "audience", "time", "city")
    ]


@pytest.mark.parametrize(
    ("text", "words", "age"),
    [
        ("aged 10", "aged 10", "10"),
        ("age 7 swimming", "age 7", "7"),
        ("swimming 10 years old", "10 years old", "10"),
        ("10-year-olds", "10-year-olds", "10"),
        ("سباحة عمر ١٠ سنوات", "عمر ١٠ سنوات", "10"),
        ("سباحة لعمر 12", "لعمر 12", "12"),
        ("عمره 8 سنين", "عمره 8 سنين", "8"),
        ("سن ٦", "سن ٦", "6"),
    ],
)
def test_an_age_is_a_number_with_a_word_of_age(text: str, words: str, age: str) -> None:
    assert read(text) == [(words, "age", age)]


@pytest.mark.parametrize(
    "text", ["10", "10 years", "10 سنوات خبرة", "iso 9001", f"aged {OLDEST + 1}", "age", "aged 9999"]
)
def test_a_number_alone_or_a_length_of_time_is_no_age(text: str) -> None:
    assert read(text) == []


def test_an_age_goes_with_a_filter_beside_it() -> None:
    assert [name for _, name, _ in read("for my son aged 10")] == ["audience", "age"]


def test_a_meaning_of_several_values_is_any_of_them() -> None:
    assert Meaning("day", "fri|sat") in phrases().values()
    assert {meaning.weak for meaning in phrases().values() if meaning.name in {"kind", "format"}} == {True}
    assert not any(meaning.weak for meaning in phrases().values() if meaning.name in {"price", "city", "gender"})
