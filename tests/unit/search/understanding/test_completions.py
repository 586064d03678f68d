"""What a beginning may become."""

from __future__ import annotations

import pytest

from catalogue.search.understanding.completions import Completion, Completions, bare_words

LABELS = ["Pipe welding", "Welding", "Pipe organ", "Wellness", "السلامة المهنية", "لحام الأنابيب", "ISO 9001"]
KNOWN = Completions([Completion(label, label) for label in LABELS])


def completed(typed: str, most: int = 10) -> list[str]:
    return [one.text for one in KNOWN.of(bare_words(typed), most)]


def test_a_label_is_found_by_the_beginning_of_any_of_its_words() -> None:
    assert completed("wel") == ["Welding", "Wellness", "Pipe welding"]
    assert completed("pip") == ["Pipe organ", "Pipe welding"]


def test_each_typed_word_begins_a_word_of_its_own() -> None:
    assert completed("pipe w") == completed("w pipe") == ["Pipe welding"]
    assert completed("pipe pipe") == []


@pytest.mark.parametrize("typed", ["سلا", "السلا", "سَلا", "والسلا", "مهن"])
def test_articles_and_vowels_do_not_matter(typed: str) -> None:
    assert completed(typed) == ["السلامة المهنية"]


@pytest.mark.parametrize("typed", ["", "w", "p w", "؟", "zz", "elding"])
def test_too_little_and_middles_of_words_find_nothing(typed: str) -> None:
    assert completed(typed) == []


def test_no_more_than_asked_for() -> None:
    assert completed("wel", most=1) == ["Welding"]


def test_a_heavier_label_comes_first_among_equals() -> None:
    known = Completions(
        [Completion("Welding", 1), Completion("Wellness", 2, weight=3.0), Completion("A welder", 3, 9.0)]
    )
    assert [one.meaning for one in known.of(["wel"], 10)] == [2, 1, 3]
