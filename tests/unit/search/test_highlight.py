from __future__ import annotations

from catalogue.search.highlight import highlight, snippet
from catalogue.search.stems import Wanted, keys_of


def marked(text: str, query: str) -> list[str]:
    return [piece for piece, wanted in highlight(text, keys_of(query)) if wanted]


def test_words_are_marked_whatever_their_vowels_and_letter_forms() -> None:
    assert marked("دورةُ البَرْمَجَةِ الشيئيّة", "البرمجه") == ["البَرْمَجَةِ"]


def test_inflected_words_are_marked() -> None:
    assert marked("ورشة وورش في الورشة", "ورشه") == ["ورشة", "وورش", "الورشة"]


def test_words_of_another_way_of_saying_it_are_marked_only_together() -> None:
    solar, energy = (keys_of(word).words for word in ("solar", "energy"))
    wanted = Wanted(keys_of("شمسية").words, frozenset({(solar, energy)}))
    pieces = highlight("Solar energy, not energy alone", wanted)
    assert [piece for piece, mark in pieces if mark] == ["Solar", "energy"]


def test_a_joined_word_is_marked_as_one() -> None:
    assert marked("The ISO-9001 audit", "iso9001") == ["ISO-9001"]


def test_only_the_latin_part_of_a_mixed_word_is_marked() -> None:
    assert highlight("بPython", keys_of("python")) == [("ب", False), ("Python", True)]


def test_a_text_without_the_words_is_one_piece() -> None:
    assert highlight("Pottery", keys_of("welding")) == [("Pottery", False)]
    assert highlight("", keys_of("welding")) == []


def test_a_short_text_is_its_own_snippet() -> None:
    assert snippet("Welding pipes", keys_of("pipes"), 100) == [("Welding ", False), ("pipes", True)]


def test_a_snippet_shows_where_the_words_stand() -> None:
    text = "filler " * 50 + "safe welding of pipes here " + "filler " * 50
    pieces = snippet(text, keys_of("welding pipes"), 60)
    assert [piece for piece, wanted in pieces if wanted] == ["welding", "pipes"]
    assert pieces[0] == pieces[-1] == ("…", False)
    assert len("".join(piece for piece, _ in pieces)) <= 62


def test_a_snippet_without_the_words_is_the_beginning() -> None:
    pieces = snippet("one two three four", keys_of("welding"), 9)
    assert pieces == [("one two", False), ("…", False)]


def test_a_snippet_of_no_words_is_still_a_text() -> None:
    assert snippet("!" * 30, keys_of("x"), 10)[0] == ("!" * 10, False)
