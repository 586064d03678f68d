"""What people type, put in order: nothing hidden, nothing reordered, no towers of marks; real letters untouched."""

from __future__ import annotations

import pytest

from catalogue.core.texts import LocalText, clean
from catalogue.search.request import parse
from tests.ending import end_of
from tests.quick import soon_done

VOWELS = "\u0628\u0650\u0633\u0652\u0645\u0650 \u0671\u0644\u0644\u0651\u0670\u0647\u0650"
PERSIAN = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


@pytest.mark.parametrize(
    "code", [0xAD, 0x34F, 0x115F, 0x1160, 0x180E, 0x206A, 0x206F, 0x3164, 0xFFF9, 0xE0001, 0xE0FFF]
)
def test_signs_that_show_nothing_are_taken_out(code: int) -> None:
    assert clean(f"No{chr(code)}ura") == "Noura"
    assert clean(chr(code), lines=True) == ""


@pytest.mark.parametrize("code", [0xFDD0, 0xFDEF, 0xFFFE, 0xFFFF, 0x1FFFE, 0x1FFFF, 0x10FFFF, 0xD800, 0xDFFF])
def test_what_never_is_a_letter_is_taken_out(code: int) -> None:
    """No workbook and no feed can hold it."""
    assert clean(f"Sa{chr(code)}ra", lines=True) == "Sara"
    assert parse([("q", f"Sa{chr(code)}ra")])[0].text == "Sara"


@pytest.mark.parametrize(
    "text", [VOWELS, PERSIAN, FAMILY, "5 \u2013 7 \u2026 (!?)", "\u2764\ufe0f", "-----", "\u0101\u0301"]
)
def test_what_letters_need_stays(text: str) -> None:
    assert clean(text) == text


def test_an_empty_braille_cell_is_a_space() -> None:
    assert clean("\u2801\u2800\u2803") == "\u2801 \u2803"
    assert clean("\u2800") == ""


@pytest.mark.parametrize("joiner", ["\u200c", "\u200d", "\u200d \u200c\n"])
def test_joiners_that_join_nothing_are_nothing(joiner: str) -> None:
    assert clean(joiner) == clean(joiner, lines=True) == ""


def test_a_letter_carries_a_few_marks_and_no_tower() -> None:
    tower = "n" + "\u0336" * 50 + "o" + "\u064e" * 3
    assert clean(tower) == "n" + "\u0336" * 4 + "o" + "\u064e" * 3
    assert len(clean("a" + "\u0301\u0489" * 100)) <= 6


@pytest.mark.parametrize(
    ("text", "lang", "astray"),
    [
        ("SQL: \u0643\u064a\u0641", "ar", True),
        ("3D \u0643\u064a\u0641", "ar", True),
        ("\u0643\u064a\u0641 SQL", "ar", False),
        ("C++", "ar", False),  # nothing else: it reads from the left whatever its language is said to be
        ("\u0643\u064a\u0641 means how", "en", True),
        ("How: \u0643\u064a\u0641", "en", False),
        ("2027", "ar", False),
        ("", "ar", False),
    ],
)
def test_a_title_that_begins_in_the_other_script_is_known(text: str, lang: str, astray: bool) -> None:
    assert LocalText(text, lang).astray is astray


def test_a_tower_of_any_height_is_taken_down_at_once() -> None:
    """Marks of two kinds in turn: putting them in order compares each with each."""
    with soon_done("a tower"):
        assert len(clean("a" + "\u0327\u0301" * 100_000 + "b")) <= 6


def test_nor_does_a_question_or_an_address_wait_for_a_tower() -> None:
    code = """
from catalogue.core.texts import slug
from catalogue.search.request import parse
tower = "a" + "\u0327\u0301" * 1_000_000 + "b"
print(len(slug(tower)) <= 6, len(parse([("q", tower)])[0].text) <= 6)
"""
    assert end_of(code).split() == ["True", "True"]


def test_pieces_that_nobody_closes_are_read_once() -> None:
    code = """
from catalogue.core.formats import digits
from catalogue.core.reader import Reader, reading_as
with reading_as(Reader(lang="ar", digits="arab")):
    print(len(digits("\u2066" * 1_000_000 + "7")), digits("7 \u20667\u2069 7") == "\u0667 \u20667\u2069 \u0667")
"""
    assert end_of(code).split() == ["1000001", "True"]
