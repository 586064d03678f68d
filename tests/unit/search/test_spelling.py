from __future__ import annotations

import pytest

from catalogue.search.understanding import vocabulary
from catalogue.search.understanding.mining import Translations
from catalogue.search.understanding.spelling import Spelling, edits

KNOWN = Spelling(
    [
        ("برمجة", 5),
        ("البرمجة", 2),
        ("سياحة", 3),
        ("سباحة", 4),
        ("safety", 9),
        ("Electricity", 1),
        ("cat", 5),
        ("swimming", 3),
    ]
)


@pytest.mark.parametrize(
    ("word", "nearest"),
    [
        ("برمحه", "برمجة"),
        ("البرمحه", "برمجة"),
        ("saftey", "safety"),
        ("elektrisity", "electricity"),
        ("elektrisityy", None),
        ("sweming", "swimming"),
        ("sweet", None),
        ("zzzz", None),
        ("cot", None),
        ("برمجه", None),
        ("سهاحه", "سباحة"),
        ("zafety", "safety"),
        ("9001", None),
        ("", None),
    ],
)
def test_the_nearest_word_is_a_known_one_few_edits_away(word: str, nearest: str | None) -> None:
    found = KNOWN.near(word)
    assert (found[0].written.casefold() if found else None) == nearest


def test_a_missing_space_is_found_between_known_words() -> None:
    assert KNOWN.parts("safetyelectricity") == ("safety", "Electricity")
    assert KNOWN.parts("safetyfirst") is None


def test_letters_of_one_shape_are_the_likelier_mistake() -> None:
    known = Spelling([("سباحة", 1), ("سماحة", 9)])
    assert [near.written for near in known.near("سياحه")] == ["سباحة", "سماحة"]


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        ("saftey", "safety", 1),
        ("abc", "abc", 0),
        ("abc", "ab", 1),
        ("ab", "ba", 1),
        ("kitten", "sitting", 3),
        ("", "ab", 2),
    ],
)
def test_edits_count_a_swap_as_one(one: str, other: str, distance: int) -> None:
    assert edits(one, other, 5) == distance
    assert edits(other, one, 5) == distance


def test_edits_stop_counting_beyond_what_is_borne() -> None:
    assert edits("abcdef", "uvwxyz", 2) == 3


def test_words_as_frequent_are_learned_in_the_same_order_in_every_process(monkeypatch: pytest.MonkeyPatch) -> None:
    learned: list[tuple[str, int]] = []
    monkeypatch.setattr(vocabulary, "Spelling", learned.extend)
    known = vocabulary.Vocabulary(lambda _: False, lambda: [("zinc", 3)], list, lambda: Translations({}, {}), bool)
    assert not known.spelling
    assert learned[0] == ("zinc", 3)
    assert learned[1:] == sorted(learned[1:])


@pytest.mark.parametrize(
    ("word", "nearest"), [("fone", "phone"), ("fotography", "photography"), ("ritting", "writing")]
)
def test_who_writes_by_ear_means_what_sounds_so(word: str, nearest: str) -> None:
    known = Spelling([("fine", 9), ("phone", 2), ("photography", 1), ("writing", 1)])
    assert [near.written for near in known.near(word)][:1] == [nearest]


def test_hardly_anybody_mistypes_a_first_letter() -> None:
    assert Spelling([("story", 9), ("history", 2)]).near("hstory")[0].written == "history"
