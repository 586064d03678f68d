"""No text is too long or too odd, and nothing is done to what is known."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue.search.understanding.explained import explained
from catalogue.search.understanding.understand import understand
from catalogue.search.understanding.words import Words
from tests.unit.search.understanding.vocabularies import ENGLISH, PLACES, TITLES, a_vocabulary

KNOWN_WORDS = sorted({word for title in (*TITLES, *ENGLISH) for word in title.split()})
LETTERS = "abgsو ابلمسحةئء3729'\"-[];,. ١ًـ\u200f\ud800\x00+#"


@cache
def odd_words() -> Words:
    return Words(a_vocabulary(), PLACES)


ODD = {
    "500 words": "welding zzzz " * 250,
    "500 unknown words": " ".join(f"xq{number}zz" for number in range(500)),
    "500 arabic words": "لحام زقفيلم " * 250,
    "10,000 letters": "ل" * 10_000,
    "10,000 latin letters": "abcdefghij" * 1_000,
    "letters and digits": "a1" * 5_000,
    "all filters": "free evening women jubail " * 125,
    "quotes": '"a' * 2_000,
    "minuses": "-a " * 2_000,
    "marks": "\u064b" * 10_000,
    "an expression": "(a+)+$" * 1_000,
}


@pytest.mark.parametrize("text", ODD.values(), ids=list(ODD))
def test_a_long_text_is_understood(text: str) -> None:
    assert understand(text, odd_words()).typed == text


@settings(max_examples=150)
@given(st.one_of(st.text(max_size=80), st.text(alphabet=LETTERS, max_size=80)))
def test_any_text_is_understood_and_explained(text: str) -> None:
    found = understand(text, odd_words())
    assert found.typed == text
    assert all(unit.word for unit in found.asked.units)
    assert all(other.boost < 1 for unit in found.asked.units for other in unit.others)
    assert len(list(explained(found))) >= 2


@settings(max_examples=150)
@given(st.lists(st.sampled_from(KNOWN_WORDS), min_size=1, max_size=6))
def test_a_text_of_known_words_is_never_changed(words: list[str]) -> None:
    text = " ".join(words)
    found = understand(text, odd_words())
    assert (found.searched, found.repairs, found.unknown) == (text, (), ())


@settings(max_examples=100)
@given(st.lists(st.sampled_from([*KNOWN_WORDS, "مجاني", "evening", "Jubail", "للنساء", "aged 10"]), max_size=6))
def test_the_text_without_a_filter_has_that_filter_no_longer(words: list[str]) -> None:
    text = " ".join(dict.fromkeys(words))
    for wish in understand(text, odd_words()).wishes:
        again = understand(wish.text_without, odd_words())
        assert (wish.name, wish.value) not in again.asked.wishes
