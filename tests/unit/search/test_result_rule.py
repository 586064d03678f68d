"""What belongs to a result, and in which order: the one rule that `Matching` states."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalogue.search.documents import Document
from catalogue.search.engines.whoosh import WhooshEngine
from catalogue.search.port import Found
from catalogue.search.understanding.concepts import concepts
from tests.unit.search.builders import JUBAIL, NOON, YANBU, a_document, a_query, a_run
from tests.unit.search.understanding.vocabularies import PLACES

ENOUGH = 10  # documents with all the words, beside which nothing else is shown


@pytest.fixture
def engine(tmp_path: Path) -> WhooshEngine:
    return WhooshEngine(tmp_path, place_names=PLACES)


def found(engine: WhooshEngine, documents: list[Document], text: str = "", **chosen: str) -> Found:
    """What the text finds among these, of whom no two share a word by chance."""
    engine.rebuild([documents])
    result = engine.search(a_query(text, **chosen), NOON, 50)
    assert result.total == len(result.ids)
    assert engine.count(a_query(text, **chosen), NOON) == (0 if result.fallback else result.total)
    return result


def others(count: int = 20) -> list[Document]:
    """So that words of a query are rare."""
    return [a_document(f"Filler number{at}") for at in range(count)]


class TestAllWords:
    def test_a_document_with_all_words_by_whichever_way_belongs(self, engine: WhooshEngine) -> None:
        plain, inflected, arabic = (a_document(t) for t in ("Pipe welding", "Welded pipes", "لحام الأنابيب"))
        result = found(engine, [plain, inflected, arabic, *others()], "welding pipes")
        assert set(result.ids) == {plain.id, inflected.id, arabic.id}
        assert not result.fallback

    def test_words_as_asked_for_come_before_what_stands_for_them(self, engine: WhooshEngine) -> None:
        arabic, english = a_document("لحام"), a_document("Welding")
        assert found(engine, [arabic, english, *others()], "welding").ids == (english.id, arabic.id)
        assert found(engine, [arabic, english, *others()], "لحام").ids == (arabic.id, english.id)

    def test_what_is_about_a_word_in_both_languages_comes_before_what_has_another_meaning_of_it(
        self, engine: WhooshEngine
    ) -> None:
        tray = a_document({"ar": "صينية التقديم", "en": "Serving guests"})
        language = a_document({"ar": "الصينية للمبتدئين", "en": "Chinese for beginners"})
        assert found(engine, [tray, language, *others()], "بالصينية").ids == (language.id, tray.id)

    def test_words_may_stand_in_different_fields(self, engine: WhooshEngine) -> None:
        one = a_document("Welding", provider_name="Gulf Institute", body="With pipes.")
        assert found(engine, [one, *others()], "gulf welding pipes").ids == (one.id,)

    def test_beside_enough_with_all_words_nothing_else_is_shown(self, engine: WhooshEngine) -> None:
        full = [a_document(f"Zebra mural{at}") for at in range(ENOUGH)]
        mentioned = a_document("Painting", body="One zebra is shown.")
        assert set(found(engine, [*full, mentioned, *others()], "zebra").ids) == {one.id for one in full}


class TestProviders:
    def test_whose_name_begins_so_comes_before_what_has_the_words_apart(self, engine: WhooshEngine) -> None:
        apart = a_document("الحرفة اليدوية", provider_name="مركز الحي", body="مركز الحرفة")
        theirs = a_document("خياطة", provider_name="مركز حرفة للتدريب")
        assert found(engine, [apart, theirs, *others()], "مركز حرفة").ids == (theirs.id, apart.id)


class TestMentions:
    def test_what_only_mentions_the_words_comes_after_where_little_has_them(self, engine: WhooshEngine) -> None:
        told = a_document("Zebra mural")
        mentioned = a_document("Painting", body="One zebra, zebra, zebra.")
        result = found(engine, [mentioned, told, *others()], "zebra")
        assert (result.ids, result.fallback) == ((told.id, mentioned.id), False)

    def test_what_only_mentions_them_is_a_suggestion_where_nothing_has_them(self, engine: WhooshEngine) -> None:
        mentioned = a_document("Painting", body="One zebra is shown.")
        result = found(engine, [mentioned, *others()], "zebra")
        assert (result.ids, result.fallback, result.missing) == ((mentioned.id,), True, {})

    def test_one_word_told_and_the_other_mentioned_is_enough(self, engine: WhooshEngine) -> None:
        one = a_document("Zebra mural", body="For everyone with a ladder.")
        result = found(engine, [one, *others()], "zebra ladder")
        assert (result.ids, result.fallback) == ((one.id,), False)


class TestTelling:
    def test_the_rare_words_are_enough_where_little_has_all(self, engine: WhooshEngine) -> None:
        full = a_document("Zebra quartz filler")
        rare = a_document("Zebra quartz")
        result = found(engine, [rare, full, *others()], "zebra quartz filler")
        assert (result.ids, result.fallback) == ((full.id, rare.id), False)
        assert result.missing == {rare.id: ("filler",)}

    def test_one_common_word_of_several_is_never_enough(self, engine: WhooshEngine) -> None:
        full = a_document("Zebra quartz filler")
        assert found(engine, [full, *others()], "zebra quartz filler").ids == (full.id,)

    def test_who_puts_words_in_quotes_wants_them_all(self, engine: WhooshEngine) -> None:
        full, rare = a_document("Zebra quartz filler"), a_document("Zebra quartz")
        assert found(engine, [full, rare, *others()], '"zebra quartz" filler').ids == (full.id,)


class TestFallback:
    def test_where_nothing_has_all_words_those_with_the_most_telling_are_suggested(self, engine: WhooshEngine) -> None:
        two, one = a_document("Zebra quartz"), a_document("Zebra")
        result = found(engine, [one, two, *others()], "zebra quartz lantern")
        assert (result.ids, result.fallback) == ((two.id,), True)
        assert result.missing == {two.id: ("lantern",)}

    def test_a_rare_word_in_the_long_text_alone_does_not_stand_before_what_tells_the_other(
        self, engine: WhooshEngine
    ) -> None:
        told, mentioned = a_document("Zebra"), a_document("Mural", body="One quartz.")
        zebras = [a_document("Mural", summary="A zebra.") for _ in range(3)]
        result = found(engine, [mentioned, told, *zebras, *others()], "zebra quartz")
        assert (result.ids[0], result.fallback) == (told.id, True)
        assert result.total == 5

    def test_those_with_fewer_words_are_left_out_where_there_are_enough(self, engine: WhooshEngine) -> None:
        two, one = [a_document(f"Zebra quartz{at} quartz") for at in range(ENOUGH)], a_document("Zebra")
        lantern = a_document("Lantern")
        result = found(engine, [one, *two, lantern, *others()], "zebra quartz lantern")
        assert (set(result.ids), result.fallback) == ({each.id for each in two}, True)

    def test_less_than_half_of_the_words_that_anything_has_is_nothing(self, engine: WhooshEngine) -> None:
        four = [a_document(word) for word in ("Zebra", "Quartz", "Lantern", "Mural")]
        result = found(engine, [*four, *others()], "zebra quartz lantern mural")
        assert (result.total, result.fallback) == (0, False)

    def test_words_that_nothing_has_do_not_keep_others_from_being_suggested(self, engine: WhooshEngine) -> None:
        one = a_document("Zebra")
        result = found(engine, [one, *others()], "xqzzyv zebra qqxzzw")
        assert (result.ids, result.fallback) == ((one.id,), True)
        assert result.understood
        assert result.understood.unknown == ("xqzzyv", "qqxzzw")

    def test_what_is_only_related_is_suggested_before_nothing(self, engine: WhooshEngine) -> None:
        near = concepts().by_id[concepts().by_id["beekeeping"].related[0]]
        related = a_document(near.name("en"))
        result = found(engine, [related, *others()], "beekeeping")
        assert (result.ids, result.fallback) == ((related.id,), True)
        assert [match.because for match in result.matched[related.id]] == ["concept"]
        told = a_document("Beekeeping")
        assert found(engine, [related, told, *others()], "beekeeping").ids == (told.id,)

    def test_an_unknown_word_alone_finds_nothing(self, engine: WhooshEngine) -> None:
        result = found(engine, [a_document("Zebra"), *others()], "xqzzyv")
        assert (result.total, result.fallback) == (0, False)

    def test_what_must_not_be_there_is_not_suggested_either(self, engine: WhooshEngine) -> None:
        kept, left = a_document("Zebra quartz"), a_document("Zebra quartz mural")
        result = found(engine, [kept, left, *others()], "zebra quartz lantern -mural")
        assert (result.ids, result.fallback) == ((kept.id,), True)


class TestFiltersInWords:
    def test_they_decide_the_order_and_leave_nothing_out(self, engine: WhooshEngine) -> None:
        paid = a_document("Zebra mural", runs=[a_run(price_halalas=100, starts=2)])
        free = a_document("Zebra mural", runs=[a_run(starts=9)])
        assert found(engine, [paid, free, *others()], "zebra").ids == (paid.id, free.id)
        result = found(engine, [paid, free, *others()], "free zebra")
        assert (result.ids, result.fallback) == ((free.id, paid.id), False)

    def test_who_fulfils_more_of_them_comes_first(self, engine: WhooshEngine) -> None:
        none = a_document("Zebra", runs=[a_run(price_halalas=100, city=YANBU, starts=1)])
        one = a_document("Zebra", runs=[a_run(price_halalas=100, starts=2)])
        both = a_document("Zebra", runs=[a_run(starts=3)])
        assert found(engine, [none, one, both, *others()], "free zebra in Jubail").ids == (both.id, one.id, none.id)

    def test_one_and_the_same_run_must_fulfil_them(self, engine: WhooshEngine) -> None:
        apart = a_document("Zebra", runs=[a_run(price_halalas=100), a_run(city=YANBU)])
        together = a_document("Zebra", runs=[a_run()])
        assert found(engine, [apart, together, *others()], "free zebra in Jubail").ids == (together.id, apart.id)

    def test_all_words_count_more_than_any_filter(self, engine: WhooshEngine) -> None:
        full = a_document("Zebra quartz filler", runs=[a_run(price_halalas=100)])
        some = a_document("Zebra quartz", runs=[a_run()])
        assert found(engine, [some, full, *others()], "free zebra quartz filler").ids == (full.id, some.id)

    def test_alone_they_are_the_result(self, engine: WhooshEngine) -> None:
        paid, free = a_document("Zebra", runs=[a_run(price_halalas=100)]), a_document("Quartz")
        result = found(engine, [paid, free], "free courses in Jubail")
        assert (result.ids, result.fallback) == ((free.id,), False)

    def test_alone_what_fulfils_most_of_them_is_suggested_where_nothing_fulfils_all(self, engine: WhooshEngine) -> None:
        paid = a_document("Zebra", runs=[a_run(price_halalas=100)])
        result = found(engine, [paid], "free courses in Jubail")
        assert (result.ids, result.fallback) == ((paid.id,), True)

    def test_alone_what_fulfils_none_is_nothing(self, engine: WhooshEngine) -> None:
        result = found(engine, [a_document(runs=[a_run(price_halalas=100, city=YANBU)])], "free courses in Jubail")
        assert (result.total, result.fallback) == (0, False)

    def test_what_names_whom_it_is_for_comes_first(self, engine: WhooshEngine) -> None:
        other = a_document("خياطة", audiences=("educators",), runs=[a_run(starts=1)])
        named = a_document("أول درس للمعلم", audiences=("educators",), runs=[a_run(starts=9)])
        assert found(engine, [other, named, *others()], "للمعلمين").ids == (named.id, other.id)

    def test_what_names_it_in_its_title_stands_before_what_neither_does_nor_is_for_them(
        self, engine: WhooshEngine
    ) -> None:
        other = a_document("الزميل القائد", runs=[a_run(starts=1)])
        named = a_document("زميل من ذوي الإعاقة", runs=[a_run(starts=9)])
        assert found(engine, [other, named, *others()], "لزميلي من ذوي الإعاقة").ids == (named.id, other.id)

    def test_a_language_alone_is_a_subject_first(self, engine: WhooshEngine) -> None:
        sewing = a_document("خياطة", runs=[a_run(languages=("en",), starts=1)])
        english = a_document("محادثة إنجليزية", runs=[a_run(languages=("en",), starts=9)])
        every = [sewing, english, *others()]
        assert found(engine, every, "بالإنجليزية").ids[:2] == (english.id, sewing.id)
        assert found(engine, every, "خياطة بالإنجليزية").ids[0] == sewing.id

    def test_any_of_several_values_fulfils_one(self, engine: WhooshEngine) -> None:
        women, girls, men = (a_document(runs=[a_run(gender_mode=mode)]) for mode in ("women", "girls", "men"))
        assert set(found(engine, [women, girls, men], "للبنات").ids) == {women.id, girls.id}
        assert set(found(engine, [women, girls, men], "للنساء").ids) == {women.id}

    def test_a_chosen_filter_leaves_out_as_ever(self, engine: WhooshEngine) -> None:
        here, there = a_document("Zebra"), a_document("Zebra", runs=[a_run(city=YANBU)])
        assert found(engine, [here, there, *others()], "free zebra", city=JUBAIL).ids == (here.id,)


def test_the_order_of_the_batches_says_nothing(engine: WhooshEngine) -> None:
    documents = [a_document("Zebra quartz"), a_document("Zebra", body="quartz"), a_document("Mural", body="Zebra")]
    one = found(engine, [*documents, *others()], "zebra quartz")
    engine.rebuild([[document] for document in reversed([*documents, *others()])])
    assert engine.search(a_query("zebra quartz"), NOON, 50).ids == one.ids


class TestSentences:
    def test_of_what_answers_a_need_that_with_words_of_the_story_comes_first(self, engine: WhooshEngine) -> None:
        plain, shouting = a_document("Positive parenting"), a_document("Positive parenting", summary="Why we shout")
        result = found(engine, [plain, shouting, *others()], "I shout at my kids")
        assert (result.ids, result.fallback) == ((shouting.id, plain.id), False)

    def test_a_word_of_the_story_alone_finds_nothing(self, engine: WhooshEngine) -> None:
        parenting, choir = a_document("Positive parenting"), a_document("Shout! A choir")
        assert found(engine, [parenting, choir, *others()], "I shout at my kids").ids == (parenting.id,)

    def test_what_asks_for_nothing_to_be_learned_finds_suggestions_only(self, engine: WhooshEngine) -> None:
        station = a_document("A small weather station")
        asked, learned = "weather today", "weather course today"
        assert found(engine, [station, *others()], asked).ids == (station.id,)
        assert found(engine, [station, *others()], asked).fallback
        assert not found(engine, [station, *others()], learned.replace(" today", "")).fallback

    def test_what_asks_for_nothing_to_be_learned_and_finds_nothing_is_no_fallback(self, engine: WhooshEngine) -> None:
        result = found(engine, others(), "gold price today")
        assert (result.ids, result.fallback) == ((), False)


class TestSubjectsThatNobodyOffers:
    def test_what_only_shares_the_stem_of_a_subject_is_a_suggestion(self, engine: WhooshEngine) -> None:
        box = a_document("Build a box")
        result = found(engine, [box, *others()], "boxing")
        assert (result.ids, result.fallback) == ((box.id,), True)

    def test_what_is_near_to_the_subject_is_suggested_too(self, engine: WhooshEngine) -> None:
        box, fitness = a_document("Build a box"), a_document("Fitness")
        result = found(engine, [box, fitness, *others()], "boxing")
        assert (set(result.ids), result.fallback) == ({box.id, fitness.id}, True)

    def test_words_of_a_name_that_stand_apart_are_suggestions(self, engine: WhooshEngine) -> None:
        lift, house = a_document("كن أنت المصعد إلى القمة"), a_document("صيانة البيوت", body="في البيت مصعد.")
        result = found(engine, [lift, house, *others()], "صيانة المصاعد")
        assert result.ids
        assert not result.fallback  # the first says it
        assert found(engine, [house, *others()], "صيانة المصاعد").fallback

    def test_what_is_taught_beside_something_else_is_no_name_of_both(self, engine: WhooshEngine) -> None:
        said, apart = "Aircraft maintenance", "Maintenance of motor vehicles, ships and aircraft"
        for subject, fallback in ((said, False), (apart, True)):
            one = a_document("Wings", subject=subject)
            assert found(engine, [one, *others()], "aircraft maintenance").fallback == fallback

    def test_what_is_narrower_or_said_in_the_other_language_is_offered(self, engine: WhooshEngine) -> None:
        assert not found(engine, [a_document("عزف البيانو"), *others()], "piano").fallback
        assert not found(engine, [a_document("Spanish for beginners"), *others()], "لغات أجنبية").fallback

    def test_a_provider_that_is_called_after_it_offers_it(self, engine: WhooshEngine) -> None:
        one = a_document("First steps", provider_name="Boxing Academy")
        assert not found(engine, [one, *others()], "boxing").fallback

    def test_a_word_that_stands_there_as_it_is_typed_is_meant(self, engine: WhooshEngine) -> None:
        boxes = a_document("Gift boxes")
        assert not found(engine, [boxes, *others()], "boxes").fallback

    def test_words_in_quotes_and_text_taken_as_typed_are_no_subject(self, engine: WhooshEngine) -> None:
        one = a_document("Build a box")
        assert not found(engine, [one, *others()], '"box" boxing').fallback
        assert not found(engine, [one, *others()], "boxing", exact="1").fallback

    def test_what_was_taken_away_is_offered_no_more(self, engine: WhooshEngine) -> None:
        boxing, box = a_document("Boxing"), a_document("Build a box")
        assert not found(engine, [boxing, box, *others()], "boxing").fallback
        engine.remove([boxing.id])
        assert engine.search(a_query("boxing"), NOON, 50).fallback
