"""What asks for nothing to be learned: things to buy, tickets, news, papers; and what only looks like it."""

from __future__ import annotations

import pytest

from tests.unit.search.understanding.vocabularies import understood

FAMILIES = {
    "buying and selling": [
        "سيارة للبيع",
        "كم سعر الذهب اليوم",
        "أثاث مستعمل للبيع",
        "used car",
        "where to buy an iphone",
    ],
    "renting": ["شقة للإيجار", "شقق مفروشة", "شاليه يومي", "apartment for rent", "rent a car"],
    "travel": ["تذاكر طيران", "حجز فندق", "رحلات دبي شهر عسل", "cheap flights", "hotel booking"],
    "weather and news": ["الطقس اليوم", "كيف الجو بكره", "weather in jubail", "أخبار عاجلة", "breaking news"],
    "sports": ["نتيجة مباراة الهلال", "ترتيب الدوري", "مباراة اليوم", "premier league scores"],
    "papers": ["تجديد الإقامة", "تجديد رخصة القيادة", "سداد المخالفات", "تأشيرة زيارة عائلية", "iqama renewal"],
    "appointments": ["موعد أسنان", "موعد الجوازات", "عيادة جلدية", "dentist appointment"],
    "jobs and pay": ["وظائف شاغرة", "وظائف أرامكو", "متى ينزل راتب حساب المواطن", "aramco jobs"],
    "the day": ["مواقيت الصلاة", "متى العيد", "prayer times", "bank holiday"],
    "shops": ["رقم مطعم", "بيتزا توصيل", "أقرب صيدلية", "pizza near me", "عروض بنده"],
    "entertainment": ["مشاهدة مسلسل", "تحميل لعبة ببجي", "netflix password", "نكت"],
}


@pytest.mark.parametrize("text", [one for family in FAMILIES.values() for one in family])
def test_what_no_catalogue_of_learning_has_is_known_as_that(text: str) -> None:
    found = understood(text)
    assert found.elsewhere
    assert found.asked.suggesting


@pytest.mark.parametrize(
    "text",
    [
        *("دورة حجز تذاكر طيران", "أتعلم أسعر الذهب", "تعلم بيع سيارات مستعملة", "كورس تداول أسهم الراجحي"),
        *("learn hotel booking", "training in used car sales", "weather forecasting course today"),
    ],
)
def test_who_wants_to_learn_about_it_says_so(text: str) -> None:
    assert not understood(text).elsewhere


@pytest.mark.parametrize(
    "text",
    [
        "مساعد طبيب أسنان",
        "hotel reservations",
        "البيع",
        "تسعير المنتجات",
        "رخصة قيادة",
        "شهادة معتمدة",
        "رسم بعد المدرسة",
    ],
)
def test_jobs_and_subjects_are_not_taken_for_it(text: str) -> None:
    assert not understood(text).elsewhere


def test_a_whole_title_is_not_taken_for_it() -> None:
    assert not understood("شقق مفروشة", "شقق مفروشة").elsewhere


def test_it_tells_no_need() -> None:
    assert understood("تجديد رخصة السواقة").repairs == ()
    assert [repair.because for repair in understood("أبي رخصة سواقة").repairs] == ["need"]


def test_a_subject_that_no_offering_is_about_is_told() -> None:
    found = understood("دورة غوص للمبتدئين", "لحام الأنابيب")
    assert (found.unoffered, found.asked.suggesting) == (("diving",), True)


@pytest.mark.parametrize("text", ["free diving", "غوص", "لحام", "safety", "zzzz", '"boxing"'])
def test_what_some_offering_is_about_or_no_subject_is_not(text: str) -> None:
    assert not understood(text).asked.suggesting
