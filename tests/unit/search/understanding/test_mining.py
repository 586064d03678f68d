"""What texts in both languages teach, and how surely."""

from __future__ import annotations

import pytest

from catalogue.search.asked import ANYWHERE, TELLING_FIELDS
from catalogue.search.stems import key_of
from catalogue.search.text import normalise
from catalogue.search.understanding.glossary import of_the_project, together
from catalogue.search.understanding.mining import (
    LEAST_DICE,
    MENTIONED,
    MINED,
    MOST_PARTNERS,
    Translations,
    translations,
)

MET_TWICE = [("لحام الأنابيب", "Pipe welding"), ("لحام القوارب", "Boat welding")]


def partners(taught: Translations, word: str) -> dict[str, float]:
    return dict(taught.partners.get(word, ()))


def test_words_that_always_stand_together_translate_each_other() -> None:
    taught = translations(MET_TWICE)
    assert partners(taught, "لحام") == {"weld": 1.0}
    assert partners(taught, "weld") == {"لحام": 1.0}


def test_one_meeting_is_not_enough() -> None:
    assert translations([("لحام الأنابيب", "Pipe welding")]).partners == {}


def test_the_same_texts_twice_are_one_meeting() -> None:
    assert translations([("لحام الأنابيب", "Pipe welding")] * 5).partners == {}


def test_a_pair_of_single_words_teaches_at_once() -> None:
    assert partners(translations([("السباكة", "Plumbing")]), "plumb") == {"سباكه": 1.0}


def test_words_that_are_often_apart_are_no_translations() -> None:
    apart = [(f"لحام {word}", f"Other {word}") for word in ("أول", "ثان", "ثالث", "رابع", "خامس", "سادس", "سابع")]
    taught = translations([*MET_TWICE, *apart])
    assert LEAST_DICE < 2 * 2 / (9 + 2), "just above: check this test"
    assert partners(taught, "weld") == {"لحام": pytest.approx(4 / 11)}
    assert "weld" not in partners(translations([*MET_TWICE, *apart, ("لحام ثامن", "Other eighth")]), "لحام")


def test_words_that_say_nothing_teach_nothing() -> None:
    taught = translations([("دورة لحام", "A course in welding"), ("دورة خياطة", "A course in sewing")])
    assert not {"دوره", "cours", "in", "a"} & set(taught.partners)


def test_numbers_and_words_of_the_other_script_teach_nothing() -> None:
    taught = translations([("Excel 2019", "Excel 2019"), ("Excel 2019 أساسي", "Excel 2019 basics")])
    assert not {"2019", "excel"} & set(taught.partners)


def test_long_texts_teach_nothing() -> None:
    long = " ".join(f"word{letter}" for letter in "abcdefghijklmnopqrstuvwxyz")
    assert translations([("لحام", long), ("لحام", long + " more")]).partners == {}


def test_a_word_keeps_its_best_partners_only() -> None:
    names = "alpha beta gamma delta epsilon zeta theta kappa"
    taught = translations([("لحام أول", names), ("لحام ثان", f"{names} lambda")])
    assert len(taught.partners["لحام"]) == MOST_PARTNERS < len(names.split())


def test_a_translation_finds_what_an_offering_is_about_and_more_weakly_what_it_mentions() -> None:
    taught = translations(MET_TWICE)
    (other,) = taught.alternatives("لحام")
    assert (other.because, other.text, other.fields) == ("translation", "welding", TELLING_FIELDS)
    assert other.boost == pytest.approx(MINED)
    (mention,) = taught.mentions("لحام")
    assert mention.fields == ANYWHERE
    assert mention.boost == pytest.approx(MENTIONED)
    assert taught.alternatives("unknown") == taught.mentions("unknown") == ()


def test_what_several_sources_know_is_joined_the_surest_first() -> None:
    one = Translations({"weld": (("لحام", 0.5),)}, {"لحام": "لحام", "weld": "weld"})
    other = Translations({"weld": (("لحام", 0.9), ("وصل", 0.6))}, {"وصل": "وصل"})
    joined = together(one, other)
    assert joined.partners["weld"] == (("لحام", 0.9), ("وصل", 0.6))
    assert joined.written.keys() == {"لحام", "weld", "وصل"}


def test_of_ways_of_writing_that_are_as_frequent_the_first_is_kept() -> None:
    pairs = [("بريد", "mail"), ("بالبريد", "mailing"), ("البريد", "mails")]
    assert [translations(of).written[key_of("بريد")] for of in (pairs, pairs[::-1])] == ["بريد", "البريد"]


def test_words_that_only_stand_side_by_side_in_names_do_not_translate_each_other() -> None:
    known = of_the_project()
    first, aid = (key_of(normalise(word)) for word in ("أول", "إسعاف"))
    assert first in partners(known, "first")
    assert aid not in partners(known, "first"), "first aid"
    assert aid in partners(known, "aid")
