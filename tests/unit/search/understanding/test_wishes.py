"""Filters in words: which phrases are read as which filters, and which are not."""

from __future__ import annotations

import pytest

from catalogue.search.stems import key_of
from catalogue.search.text import tokens
from catalogue.search.understanding.figures import OLDEST
from catalogue.search.understanding.meanings import Meaning
from catalogue.search.understanding.wishes import phrases, spans, words_of_phrase
from tests.unit.search.understanding.vocabularies import PLACES


def read(text: str) -> list[tuple[str, str, str]]:
    """The words, the filter and its value, for each filter in a text."""
    found = tokens(text)
    return [
        (text[found[one.first].start : found[one.last].end], one.meaning.name, one.meaning.value)
        for one in spans(found, [key_of(token.text) for token in found], (phrases(), PLACES))
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
    ("gender", "girls|women|separate_sections"): ["للفتيات", "للبنات", "lil banat"],
    ("audience", "children"): ["للأطفال", "أطفال", "للعيال", "لابني", "for kids", "children", "for my son"],
    ("audience", "teens"): ["لليافعين", "teenagers"],
    ("audience", "youth"): ["للشباب", "for young people"],
    ("audience", "families"): ["للعائلات", "مع العائلة", "for families"],
    ("audience", "parents"): ["للآباء", "for parents"],
    ("audience", "seniors|retirees"): ["لكبار السن", "للمتقاعدين", "for seniors", "older adults", "senior citizen"],
    ("audience", "children|teens|families"): ["my son", "my daughter", "my kids", "ولدي"],
    ("credential", "attendance|completion|professional|licence|qualification|badge"): [
        "بشهادة معتمدة",
        "شهادة",
        "with a certificate",
        "certified",
    ],
    ("audience", "job_seekers"): ["للباحثين عن عمل", "للعاطلين", "for the unemployed", "job seekers"],
    ("audience", "employees"): ["للموظفين", "for employees"],
    ("mode", "online_live|online_self_paced"): ["عن بعد", "أونلاين", "من البيت", "online", "from home", "remotely"],
    ("mode", "in_person|blended|outdoor|on_the_job"): ["حضوري", "وجها لوجه", "in person", "face to face"],
    ("level", "beginner"): ["للمبتدئين", "من الصفر", "lil mobtadi2een", "beginners", "from scratch"],
    ("level", "advanced"): ["متقدم", "advanced"],
    ("kind", "workshop"): ["ورشة", "ورش عمل", "workshop"],
    ("format", "lecture"): ["محاضرة", "lectures"],
    ("language", "ar|ar-en"): ["بالعربي", "باللغة العربية", "in arabic"],
    ("language", "en|ar-en"): ["بالإنجليزي", "in english"],
    ("day", "sun|mon|tue|wed|thu"): ["أيام العمل", "وسط الأسبوع", "weekdays", "during the week"],
    ("day", "tue"): ["الثلاثاء", "كل ثلاثاء", "every tuesday"],
    ("gender", "mixed|separate_sections"): ["للرجال والنساء", "men and women"],
    ("audience", "students"): ["للطلبة", "لطلاب الجامعة", "university students"],
    ("audience", "graduates"): ["للخريجين الجدد", "recent graduates"],
    ("audience", "persons_with_disabilities"): ["لذوي الإعاقة", "لأصحاب الهمم", "people with disabilities"],
    ("audience", "arabic_learners"): ["لغير الناطقين بها", "non native speakers"],
    ("audience", "productive_families"): ["للأسر المنتجة"],
    ("audience", "entrepreneurs"): ["لأصحاب المشاريع الصغيرة", "small business owners"],
    ("credential", "professional"): ["شهادة مهنية", "professional certificate"],
    ("format", "guided_visit"): ["زيارات", "جولة", "trips", "guided tours"],
    ("kind", "programme"): ["برامج تأهيل", "long course"],
    ("mode", "outdoor"): ["في الهواء الطلق", "outdoors"],
    ("language", "ur"): ["باللغة الأردية", "in urdu"],
    ("language", "hi"): ["بالهندية", "in hindi"],
    ("price_max", "200"): ["رخيصة", "cheap", "برسوم رمزية"],
    ("period", "soon"): ["قريبا", "تبدأ قريباً", "starting soon"],
    ("period", "next_week"): ["الأسبوع القادم", "تبدأ الأسبوع المقبل", "next week", "starting next week"],
    ("period", "this_month"): ["هذا الشهر", "this month"],
    ("period", "month-2"): ["في فبراير", "in february"],
    ("city", "jubail-industrial-city"): ["الجبيل", "في الجبيل", "بالجبيل", "Jubail", "in Jubail"],
}
CASES = [pytest.param(text, *kind, id=text) for kind, texts in EVERY_KIND.items() for text in texts]


@pytest.mark.parametrize(("text", "name", "value"), CASES)
def test_a_filter_is_read_out_of_its_words(text: str, name: str, value: str) -> None:
    ((_words, found_name, found_value),) = read(text)
    assert (found_name, found_value) == (name, value)


@pytest.mark.parametrize(
    ("text", "gender"),
    [
        ("للأولاد", "boys|men|separate_sections"),
        ("for boys", "boys|men|separate_sections"),
        ("girls", "girls|women|separate_sections"),
    ],
)
def test_boys_and_girls_are_children(text: str, gender: str) -> None:
    assert read(text) == [(text, "audience", "children|teens"), (text, "gender", gender)]


@pytest.mark.parametrize("text", ["boys aged 16", "for boys and families"])
def test_but_for_who_says_how_old_they_are(text: str) -> None:
    assert ("audience", "children|teens") not in [(name, value) for _words, name, value in read(text)]


@pytest.mark.parametrize("text", ["❶", "❶ riyals"])
def test_signs_that_only_look_like_figures_are_none(text: str) -> None:
    assert read(text) == []


def test_my_son_of_ten_years_in_words() -> None:
    assert [(name, value) for _words, name, value in read("ولدي عشر سنوات ويكند")] == [
        ("audience", "children|teens|families"),
        ("age", "10"),
        ("day", "fri|sat"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "اللغة العربية",  # the subject, not what is spoken
        "english",
        "المعلمين",  # teachers, not for teachers
        "الجمعة",
        "freedom",
        "الشباب",
        "الطاقة",
        "مشروع صغير",
        "شركات ناشئة",
        "أنظمة مدمجة",
        "قريب",
        "يوم",
        "الذاتية",
        "غداء",
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
    assert read("وللمعلمين") == [("وللمعلمين", "audience", "educators")]


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
    ("text", "age"),
    [
        ("عمر عشر سنوات", "10"),
        ("عمره ثمان سنين", "8"),
        ("ten years old", "10"),
        ("ages 6 to 10", "8"),
        ("من عمر 6 إلى 10 سنوات", "8"),
        ("under 12 years", "11"),
        ("أقل من ١٢ سنة", "11"),
    ],
)
def test_an_age_may_be_in_words_a_range_or_a_bound(text: str, age: str) -> None:
    assert [(name, value) for _, name, value in read(text)] == [("age", age)]


def test_years_are_an_age_where_a_child_is_spoken_of() -> None:
    assert read("لابني 8 سنوات")[-1] == ("8 سنوات", "age", "8")
    assert ("7 years", "age", "7") in read("swimming for kids 7 years")


@pytest.mark.parametrize(
    ("text", "words", "most"),
    [
        ("أقل من 500 ريال", "أقل من 500 ريال", "500"),
        ("بأقل من ٣٠٠ ريال", "بأقل من ٣٠٠ ريال", "300"),
        ("welding under 200 riyals", "under 200 riyals", "200"),
        ("بسعر لا يزيد عن 250", "بسعر لا يزيد عن 250", "250"),
        ("100 sar", "100 sar", "100"),
    ],
)
def test_a_price_is_a_number_of_riyals_or_one_that_a_price_is_below(text: str, words: str, most: str) -> None:
    assert read(text) == [(words, "price_max", most)]


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("يوم السبت والأحد", "day", "sat|sun"),
        ("أيام الاثنين والأربعاء والخميس", "day", "mon|wed|thu"),
        ("monday or tuesday", "day", "mon|tue"),
        ("الجمعة والسبت", "day", "fri|sat"),
        ("مبتدئ أو متوسط المستوى", "level", "beginner|intermediate"),
        ("صباحا أو مساء", "time", "morning|evening"),
    ],
)
def test_several_days_times_or_levels_are_alternatives(text: str, name: str, value: str) -> None:
    found = read(text)
    assert {(found_name, found_value) for _, found_name, found_value in found} == {(name, value)}
    assert len(found) > 1


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
