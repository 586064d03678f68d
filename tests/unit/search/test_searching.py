"""What is found, in which order, and why."""

from __future__ import annotations

import pytest

from catalogue.search.documents import Document
from catalogue.search.engines.whoosh import WhooshEngine
from catalogue.search.port import Found, Match
from tests.unit.search.builders import JUBAIL, NOON, YANBU, a_document, a_flexible_run, a_query, a_run, in_days


def found(engine: WhooshEngine, documents: list[Document], text: str = "", **chosen: str | list[str]) -> Found:
    engine.index(documents)
    return engine.search(a_query(text, **chosen), NOON, 20)


def test_a_word_finds_its_forms_in_both_languages(engine: WhooshEngine) -> None:
    arabic, english = a_document("البرمجة الشيئية"), a_document("Programs for all")
    engine.index([arabic, english, a_document("Pottery")])
    assert engine.search(a_query("البرمجه"), NOON, 20).ids[0] == arabic.id
    assert engine.search(a_query("البرمجه", exact="1"), NOON, 20).ids == (arabic.id,)
    assert engine.search(a_query("programs", exact="1"), NOON, 20).ids == (english.id,)


def test_all_words_must_be_there(engine: WhooshEngine) -> None:
    both = a_document("Pipe welding")
    result = found(engine, [both, a_document("Welding"), a_document("Pipe organ")], "welding pipe")
    assert (result.ids, result.fallback) == ((both.id,), False)


def test_where_nothing_has_all_words_those_with_most_are_suggested_first(engine: WhooshEngine) -> None:
    two, one = a_document("Pipe welding"), a_document("Pipe organ")
    result = found(engine, [one, two], "pipe welding underwater", exact="1")
    assert (result.ids, result.total, result.fallback) == ((two.id, one.id), 2, True)
    assert result.missing == {two.id: ("underwater",), one.id: ("welding", "underwater")}
    assert engine.count(a_query("pipe welding underwater", exact="1"), NOON) == 0


def test_less_than_half_of_the_words_that_anything_has_is_nothing(engine: WhooshEngine) -> None:
    every = [a_document(word) for word in ("Organ", "Welding", "Diving")]
    result = found(engine, every, "organ welding diving underwater", exact="1")
    assert (result.total, result.fallback) == (0, False)


def test_filters_that_leave_nothing_make_no_fallback(engine: WhooshEngine) -> None:
    result = found(engine, [a_document("Pipe welding")], "pipe welding", city=YANBU)
    assert (result.total, result.fallback) == (0, False)


def test_the_exact_title_comes_first(engine: WhooshEngine) -> None:
    longer = a_document("اللغة العربية اللغة العربية", summary="اللغة العربية", body="اللغة العربية")
    exact = a_document("اللُّغة العربيّة")
    assert found(engine, [longer, exact], "اللغه العربيه").ids == (exact.id, longer.id)


def test_a_translation_counts_for_more_in_what_is_written_in_the_other_language_alone(engine: WhooshEngine) -> None:
    both = a_document({"ar": "تطريز بالخيط", "en": "Needle and thread"})
    alone = a_document("تطريز بالخيط")
    mentioned = a_document("Craft market", summary="Stalls, embroidery and tea", body="Embroidery")
    assert found(engine, [both, mentioned, alone], "embroidery").ids == (alone.id, mentioned.id, both.id)


def test_a_title_counts_more_than_a_summary_and_that_more_than_a_text(engine: WhooshEngine) -> None:
    body = a_document("Baking", body="Some welding, welding and welding")
    summary = a_document("Baking", summary="With welding")
    title = a_document("Baking and welding")
    assert found(engine, [body, summary, title], "welding").ids == (title.id, summary.id, body.id)


def test_rare_words_count_more_than_common_ones(engine: WhooshEngine) -> None:
    many = [a_document("Baking bread") for _ in range(9)]
    rare = a_document("Sourdough", summary="Baking")
    common = a_document("Baking", summary="Sourdough")
    assert found(engine, [*many, common, rare], "baking sourdough", exact="1").ids == (rare.id, common.id)


def test_what_can_be_joined_comes_first_where_relevance_ties(engine: WhooshEngine) -> None:
    full = a_document(runs=[a_run(starts=1, seats_taken=20, waiting_open=True)])
    late, soon, flexible = (a_document(runs=[run]) for run in (a_run(starts=9), a_run(starts=5), a_flexible_run()))
    none = a_document(runs=[])
    expected = (soon.id, late.id, flexible.id, full.id, none.id)
    assert found(engine, [full, late, none, flexible, soon], "pottery").ids == expected
    assert engine.search(a_query(), NOON, 20).ids == expected


def test_the_best_run_of_an_offering_decides_its_place(engine: WhooshEngine) -> None:
    two = a_document(runs=[a_run(starts=2, seats_taken=20, waiting_open=True), a_run(starts=8)])
    one = a_document(runs=[a_run(starts=9)])
    assert found(engine, [one, two]).ids == (two.id, one.id)


def test_only_runs_that_satisfy_the_filters_decide_the_place(engine: WhooshEngine) -> None:
    here_late = a_document(runs=[a_run(starts=1, city=YANBU), a_run(starts=9)])
    here_soon = a_document(runs=[a_run(starts=5)])
    result = found(engine, [here_late, here_soon], city=JUBAIL)
    assert result.ids == (here_soon.id, here_late.id)
    assert result.run_ids[here_late.id] == (here_late.runs[1].run_id,)


def test_runs_of_a_hit_come_best_first(engine: WhooshEngine) -> None:
    document = a_document(runs=[a_run(starts=9), a_run(starts=-30), a_run(starts=3)])
    first, _, third = document.runs
    assert found(engine, [document]).run_ids == {document.id: (third.run_id, first.run_id)}


def test_sorted_by_start_price_and_novelty(engine: WhooshEngine) -> None:
    one = a_document(runs=[a_run(starts=9, price_halalas=0)], published_at=in_days(-9))
    two = a_document(runs=[a_run(starts=2, price_halalas=500), a_run(price_halalas=None)], published_at=in_days(-1))
    three = a_document(runs=[a_flexible_run(price_halalas=100)], published_at=in_days(-5))
    engine.index([one, two, three])
    in_order = {sort: engine.search(a_query(sort=sort), NOON, 20).ids for sort in ("soonest", "price", "newest")}
    assert in_order == {
        "soonest": (two.id, one.id, three.id),
        "price": (one.id, three.id, two.id),
        "newest": (two.id, three.id, one.id),
    }


def test_sorted_by_distance_what_has_no_place_comes_last(engine: WhooshEngine) -> None:
    by_district = a_document(runs=[a_run(district="jubail-industrial-city:fanateer")])
    here = a_document(runs=[a_run(lat=27.1, lon=49.5)])
    nowhere = a_document(runs=[a_flexible_run()])
    engine.index([nowhere, by_district, here])
    for near in ("27.1,49.5", "jubail-industrial-city:deffi"):
        assert engine.search(a_query(near=near, sort="nearest"), NOON, 20).ids == (here.id, by_district.id, nowhere.id)
        assert engine.search(a_query(near=near, km="3"), NOON, 20).ids == (here.id,)


def test_near_a_place_without_coordinates_is_that_place(engine: WhooshEngine) -> None:
    there = a_document(runs=[a_run(district="yanbu-industrial-city:subh")])
    result = found(engine, [there, a_document()], near="yanbu-industrial-city:subh", km="3")
    assert result.ids == (there.id,)


@pytest.mark.parametrize(("text", "expected"), [('"deep frying"', 1), ("deep frying", 2), ('-"deep frying" deep', 1)])
def test_a_phrase_stands_as_it_is_written(engine: WhooshEngine, text: str, expected: int) -> None:
    documents = [a_document("Deep frying fish"), a_document("Frying in deep oil")]
    assert found(engine, documents, text).total == expected


def test_a_phrase_does_not_cross_from_one_text_into_another(engine: WhooshEngine) -> None:
    result = found(engine, [a_document("Deep", summary="frying")], '"deep frying"')
    assert (result.total, result.fallback) == (1, True)
    assert engine.count(a_query('"deep frying"'), NOON) == 0


def test_a_minus_leaves_out(engine: WhooshEngine) -> None:
    fish, bread = a_document("Cooking fish"), a_document("Cooking bread")
    engine.index([fish, bread])
    assert engine.search(a_query("cooking -fish"), NOON, 20).ids == (bread.id,)
    assert engine.search(a_query("-fish"), NOON, 20).ids == (bread.id,)


@pytest.mark.parametrize("text", ["ISO 9001", "iso-9001", "ISO9001"])
def test_a_joined_word_is_found_however_it_is_written(engine: WhooshEngine, text: str) -> None:
    assert found(engine, [a_document(f"Audit to {text}")], "iso9001").total == 1
    assert engine.search(a_query("iso 9001"), NOON, 20).total == 1


def test_why_it_was_found(engine: WhooshEngine) -> None:
    document = a_document("ورشة نجارة", summary="Programs")
    matched = found(engine, [document], "الورشه programming نجاره", exact="1").matched[document.id]
    assert matched == (
        Match("title", "الورشه", "inflection"),
        Match("summary", "programming", "inflection"),
        Match("title", "نجاره", "exact"),
    )


def test_an_unknown_word_is_respelt_as_the_catalogue_writes_it(engine: WhooshEngine) -> None:
    engine.index([a_document("البرمجة للجميع"), a_document("Safety first")])
    assert engine.understand(a_query("البرمحه")).corrected == "البرمجة"
    assert engine.understand(a_query('saftey -"x"')).corrected == 'safety -"x"'
    assert engine.understand(a_query("safety zzzzzzz")).corrected is None
    assert engine.understand(a_query("safety")).corrected is None
    assert engine.search(a_query("saftey"), NOON, 20).total == 1
    assert engine.search(a_query("saftey", exact="1"), NOON, 20).total == 0


def test_pages_follow_each_other_without_gap_or_repeat(engine: WhooshEngine) -> None:
    documents = [a_document() for _ in range(7)]
    engine.index(documents[:4])
    engine.index(documents[4:])
    for text in ("", "pottery"):
        pages = [engine.search(a_query(text).on_page(page), NOON, 3) for page in (1, 2, 3, 4, 99_999)]
        assert [len(page.ids) for page in pages] == [3, 3, 1, 0, 0]
        assert {page.total for page in pages} == {7}
        assert sorted(i for page in pages for i in page.ids) == [document.id for document in documents]


@pytest.mark.parametrize("sort", ["relevance", "soonest", "newest", "price", "nearest"])
def test_many_results_are_in_the_same_order_as_few(
    engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch, sort: str
) -> None:
    runs = [(a_run(starts=at * 7 % 20 - 3, price_halalas=at % 5), a_run(starts=at)) for at in range(30)]
    engine.index([a_document(runs=pair, published_at=in_days(-at % 7)) for at, pair in enumerate(runs)])
    query = a_query(near="27.1,49.5", sort=sort, open="all")
    few = [engine.search(query, in_days(day), 100) for day in (0, 4, 1)]
    monkeypatch.setattr("catalogue.search.engines.selection.FEW_SHARE", 10_000)
    assert [engine.search(query, in_days(day), 100) for day in (0, 4, 1)] == few


@pytest.mark.parametrize(
    "text",
    ["ب" * 10_000, "word " * 500, "؟!،", "\u064b\u064c", "\ud800", "title:* AND NOT", '"open', "(a+)+$" * 50, "\x00"],
)
def test_no_text_is_too_odd(engine: WhooshEngine, text: str) -> None:
    engine.index([a_document()])
    query = a_query().with_("q", [text])
    assert engine.search(query, NOON, 20).total in {0, 1}
    assert engine.search(a_query().__class__(text=text), NOON, 20).total in {0, 1}


def test_a_period_in_words_puts_first_what_starts_in_it(engine: WhooshEngine) -> None:
    late, soon = a_document("لحام", runs=(a_run(starts=40),)), a_document("لحام الأنابيب", runs=(a_run(starts=7),))
    result = found(engine, [late, soon], "لحام الأسبوع القادم")
    assert result.ids == (soon.id, late.id)
    assert result.understood is not None
    assert [wish.name for wish in result.understood.wishes] == ["from", "until"]
    assert found(engine, [late, soon], "الأسبوع القادم").ids == (soon.id,)


def test_a_price_in_words_is_in_riyals(engine: WhooshEngine) -> None:
    dear = a_document("لحام", runs=(a_run(price_halalas=60_000),))
    fair = a_document("لحام الأنابيب", runs=(a_run(price_halalas=40_000),))
    assert found(engine, [dear, fair], "لحام أقل من 500 ريال").ids == (fair.id, dear.id)


def test_of_several_words_those_that_are_said_of_anything_are_not_looked_for(engine: WhooshEngine) -> None:
    volunteers, other = a_document("أول ساعة تطوع للمتطوعين"), a_document("متجر جديد")
    engine.index([volunteers, other])
    assert engine.search(a_query("متطوعاتنا الجديدات"), NOON, 20).ids == (volunteers.id,)
    assert engine.search(a_query("الجديدات"), NOON, 20).ids == (other.id,)


def test_a_filter_inside_the_name_of_a_subject_leaves_its_other_words(engine: WhooshEngine) -> None:
    children = a_document("برمجة الألعاب", audiences=("children",))
    engine.index([a_document("برمجة"), children])
    assert engine.search(a_query("برمجة للأطفال"), NOON, 20).ids[0] == children.id
