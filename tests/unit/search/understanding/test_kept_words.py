"""What was worked out for a word is the same object for the next query that has it."""

from __future__ import annotations

from catalogue.search.understanding.understand import understand
from catalogue.search.understanding.words import Words
from tests.unit.search.understanding.vocabularies import PLACES, a_vocabulary


def test_a_word_in_two_queries_is_one_object_unless_its_company_changes_what_it_names() -> None:
    words = Words(a_vocabulary(), PLACES)
    (alone,) = understand("welding", words).asked.units
    _, beside = understand("safety welding", words).asked.units
    assert beside is alone


def test_a_repaired_word_is_kept_with_its_repair() -> None:
    words = Words(a_vocabulary(), PLACES)
    first, second = (understand(text, words) for text in ("saftey", "saftey first"))
    assert first.asked.units[0] is second.asked.units[0]
    assert [one.used for one in second.repairs] == [one.used for one in first.repairs] == ["safety"]
