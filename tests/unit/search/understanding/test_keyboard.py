"""The other keyboard layout, both ways."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.search.understanding.keyboard import (
    BETRAYING,
    may_be_words,
    to_arabic,
    to_latin,
    to_latin_by_letters,
)

LATIN = "qwertyuiop[]asdfghjkl;'zxcvnm,./` 0123456789"  # b writes two letters, as g and h do one after the other
ARABIC = "ضصثقفغعهخحجدشسيبلاتنمكطئءؤرىةوزظذ 0123456789"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("fvl[m", "برمجة"),
        ("gphl", "لحام"),
        ("sghlm", "سلامة"),
        ("hgfvl[m", "البرمجة"),
        ("fvl[m 101", "برمجة 101"),
        ("HG", "ألأ"),
        ("FVL[M", "بر\u0645جة"),
        ("b", "لا"),
        ("", ""),
    ],
)
def test_latin_keys_write_arabic(typed: str, meant: str) -> None:
    assert to_arabic(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("صخقي", "word"),
        ("ثءؤثم", "excel"),
        ("سشبثفغ", "safety"),
        ("حغفاخى", "python"),
        ("صثميهىل", "welding"),
        ("لاشننه", "bakki"),
        ("٣ words", "٣ words"),
    ],
)
def test_arabic_keys_write_latin(typed: str, meant: str) -> None:
    assert to_latin(typed) == meant


def test_lam_and_alef_are_one_key_or_two() -> None:
    assert to_latin("لاثلهى") == "begin"
    assert to_latin_by_letters("ىهلاف") == "night"
    assert to_latin("ىهلاف") == "nibt", "so both are tried"


@pytest.mark.parametrize("latin", ["women's", "don't", "safety first, always.", "node", "c++"])
def test_what_keys_write_may_be_words(latin: str) -> None:
    assert may_be_words(latin)


@pytest.mark.parametrize("latin", [";df,v]il", "h'fu", "'fu", "l.hd;il", "]ds;", "s,agil"])
def test_words_that_fall_apart_at_signs_were_meant_in_arabic(latin: str) -> None:
    assert not may_be_words(latin)


@given(st.text(alphabet=LATIN).filter(lambda text: "gh" not in text))
def test_latin_letters_come_back(text: str) -> None:
    assert to_latin(to_arabic(text)) == text


@given(st.text(alphabet=LATIN))
def test_latin_letters_come_back_letter_by_letter(text: str) -> None:
    assert to_latin_by_letters(to_arabic(text)) == text


@given(st.text(alphabet=ARABIC))
def test_arabic_letters_come_back(text: str) -> None:
    assert to_arabic(to_latin(text)) == text
    assert to_arabic(to_latin_by_letters(text)) == text


@given(st.text())
def test_any_text_can_be_converted(text: str) -> None:
    assert isinstance(to_arabic(text), str)
    assert isinstance(to_latin(text), str)


@pytest.mark.parametrize("text", ["fvl[m", "[lvm", "sgh;", "lk;v", "a'b"])
def test_signs_between_letters_betray_the_layout(text: str) -> None:
    assert BETRAYING.search(text)


@pytest.mark.parametrize("text", ["welding, pipes", "safety first.", "a b", "first - aid", "برمجة", "[1]"])
def test_signs_of_ordinary_writing_betray_nothing(text: str) -> None:
    assert not BETRAYING.search(text)
