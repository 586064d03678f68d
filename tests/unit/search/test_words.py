"""What of a query's text is syntax, and what is not."""

from __future__ import annotations

import pytest

from catalogue.search.asked import Asked, asked


def the_words(text: str) -> list[str]:
    return [unit.word for unit in asked(text).units]


def test_words_in_quotes_are_a_phrase_and_words_too() -> None:
    understood = asked('"اللغة العربية" للكبار')
    assert understood.phrases == ("اللغه العربيه",)
    assert [unit.word for unit in understood.units] == ["اللغه", "العربيه", "للكبار"]


@pytest.mark.parametrize("text", ["“first aid”", "«first aid»", '"first aid"'])
def test_quotes_of_all_kinds_are_quotes(text: str) -> None:
    assert asked(text).phrases == ("first aid",)


def test_a_leading_minus_leaves_out() -> None:
    understood = asked('cooking -fish -"deep frying"')
    assert [unit.word for unit in understood.units] == ["cooking"]
    assert [unit.word for unit in understood.unwanted] == ["fish"]
    assert understood.unwanted_phrases == ("deep frying",)


@pytest.mark.parametrize("text", ["well-being", "first - aid", "covid-19 x"])
def test_a_minus_inside_or_alone_is_none(text: str) -> None:
    assert not asked(text).unwanted


@pytest.mark.parametrize(
    "text", ['"open', "title:* AND NOT (x", "a~2 [b TO c] {d} ^5", "(((((", "\\", "-", '""', '-""']
)
def test_nothing_else_is_syntax(text: str) -> None:
    understood = asked(text)
    assert (understood.phrases, understood.unwanted, understood.unwanted_phrases) == ((), (), ())


def test_words_that_say_nothing_go_while_others_remain() -> None:
    assert the_words("دورة في الطبخ") == ["الطبخ"]
    assert the_words("course in the") == ["course", "in", "the"]


def test_a_joined_word_has_its_parts_inside() -> None:
    (unit,) = asked("ISO9001").units
    assert unit.word == "iso9001"
    (together,) = unit.others
    assert [terms[0].text for terms in together.words] == ["iso", "9001"]


def test_a_lone_letter_is_no_part() -> None:
    (unit,) = asked("3D").units
    assert not unit.others


def test_parts_belong_to_their_own_word() -> None:
    assert the_words("b2b mp3 safety") == ["b2b", "mp3", "safety"]


@pytest.mark.parametrize("text", ["", "   ", "؟!،", "\u064b\u064c", "\ud800"])
def test_a_text_without_words_asks_nothing(text: str) -> None:
    assert asked(text) == Asked()
    assert not asked(text).anything
