"""Arabic in Latin letters: the skeleton of its consonants."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.search.text import normalise
from catalogue.search.understanding.arabizi import SHORTEST_SKELETON, Skeletons, skeleton, skeletons

WORDS = [("برمجة", 3), ("لحام", 2), ("لحم", 9), ("سباحة", 4), ("سياحة", 1), ("تحليل", 2), ("محاسبة", 2), ("خياطة", 1)]
KNOWN = Skeletons([(normalise(word), documents) for word, documents in WORDS])


@pytest.mark.parametrize(
    ("latin", "arabic"),
    [
        ("barmaja", "برمجة"),
        ("barmagah", "برمجة"),
        ("brmja", "برمجة"),
        ("la7am", "لحام"),
        ("laham", "لحام"),
        ("sibaha", "سباحة"),  # the h between vowels is a letter, not the end of the word
        ("sba7a", "سباحة"),
        ("tahleel", "تحليل"),
        ("ta7lil", "تحليل"),
        ("mu7asaba", "محاسبة"),
        ("muhasabah", "محاسبة"),
        ("khiyata", "خياطة"),
        ("5iya6a", "خياطة"),
        ("tasweer", "تصوير"),
        ("lugha", "لغة"),
        ("lo3'a", "لغة"),
        ("qiyada", "قيادة"),
        ("8iyada", "قيادة"),
        ("giyada", "قيادة"),
        ("shabaka", "شبكة"),
        ("thaqafa", "ثقافة"),
        ("dhahab", "ذهب"),
        ("3'idha2", "غذاء"),
        ("9i7a", "صحة"),
        ("aljubail", "جبيل"),
        ("el-jubail", "جبيل"),
    ],
)
def test_a_word_in_latin_letters_has_the_skeleton_of_the_arabic_one(latin: str, arabic: str) -> None:
    assert skeleton(normalise(arabic)) in skeletons(latin)


@pytest.mark.parametrize("latin", ["ab", "a", "", "aeiou", "ba\u00e9", "c++", "b_b"])
def test_what_says_too_little_or_is_no_arabizi_has_no_skeleton(latin: str) -> None:
    assert skeletons(latin) == ()


def test_a_doubled_letter_is_one() -> None:
    assert skeletons("mudarris") == skeletons("mudaris")
    assert skeleton("مدرسس") == skeleton("مدرس")


def test_letters_that_sound_alike_are_one() -> None:
    assert skeleton("صحن") == skeleton("سهن".replace("ه", "ح"))
    assert skeleton("طبخ") == skeleton("تبخ")
    assert skeleton("طبخ") != skeleton("طبح")


def test_the_word_that_is_vowelled_most_alike_comes_first() -> None:
    assert KNOWN.words("laaham")[0] == "لحام"
    assert KNOWN.words("lhm")[0] == "لحم"
    assert set(KNOWN.words("laham")) == {"لحم", "لحام"}


def test_at_most_so_many_words_are_tried() -> None:
    many = Skeletons([(f"ل{vowel}ح{other}م", 1) for vowel in ("", "ا", "و", "ي") for other in ("", "ا", "و", "ي")])
    assert len(many.words("laham", most=3)) == 3


def test_an_unknown_skeleton_finds_nothing() -> None:
    assert KNOWN.words("zzqqpp") == ()


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz0123456789'-", max_size=64))
def test_no_word_is_too_odd_and_readings_stay_few(latin: str) -> None:
    found = skeletons(latin)
    assert len(found) <= 300
    assert all(len(one) >= SHORTEST_SKELETON for one in found)


def test_a_digit_means_the_letter_that_it_looks_like() -> None:
    known = Skeletons([(normalise(word), 1) for word in ("ثقة", "طاقة")])
    assert known.words("6aqa")[0] == normalise("طاقة")
    assert known.words("thiqa")[0] == normalise("ثقة")
