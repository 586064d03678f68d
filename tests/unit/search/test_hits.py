"""What a word finds by its terms and by what stands for it: the same by every way of working it out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from catalogue.search.asked import Alternative, Unit
from catalogue.search.bitmaps import bits_of
from catalogue.search.engines import finder
from catalogue.search.engines.because import NOWHERE, OTHERS_FROM
from catalogue.search.engines.hits import Found, Hits, KindsFound, Postings
from catalogue.search.engines.postings import Kinds
from catalogue.search.engines.whoosh import WhooshEngine
from catalogue.search.stems import LEMMA, NORMAL, STEM, Term
from tests.unit.search.builders import NOON, a_document, a_query

TITLES = ("Welding", "Pipe welding", "Pottery", "الكتابة", "Welders and writing", "كتابة القصص", "Writing for cooks")


def answers(home: Path) -> list[object]:
    engine = WhooshEngine(home)
    texts = ("welding", "writing", "كتابة", "pipe pottery", "welder", "طبخ")
    found = [engine.search(a_query(text), NOON, 20) for text in texts]
    return [(one.ids, one.total, dict(one.matched.items()), dict(one.missing.items())) for one in found]


def test_laid_over_all_documents_or_sorted_the_best_way_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    WhooshEngine(tmp_path).rebuild([[a_document(TITLES[at % 7], body="pipes " * (at % 3), id=at) for at in range(99)]])
    found = []
    for share in (0, 1_000_000):
        monkeypatch.setattr(finder, "SPREAD_SHARE", share)
        found.append(answers(tmp_path))
    assert found[0] == found[1]


def test_terms_that_share_their_postings_find_as_each_would_alone() -> None:
    kinds = KindsFound(Kinds(np.array([1.0, 6.0, 2.5], np.float32), np.array([16, 1, 3], np.uint8)))
    postings = Postings(np.array([3, 5, 8], np.int32), np.array([2, 0, 1], np.uint8), kinds)
    terms = [Term(STEM, "a", 0.8), Term(NORMAL, "b", 1.25), Term(LEMMA, "c", 1.0)]
    alone, together = [postings.found([term]) for term in terms], postings.found(terms)
    assert together.scores.tolist() == np.maximum.reduce([one.scores for one in alone]).tolist()
    assert together.reasons.tolist() == np.minimum.reduce([one.reasons for one in alone]).tolist()
    assert together.fields.tolist() == alone[0].fields.tolist() == [3, 16, 1]


def found_of(reasons: list[int], scores: list[float], fields: list[int]) -> Hits:
    numbers = np.arange(len(reasons), dtype=np.int32) * 2
    found = Found(numbers, np.array(scores), np.array(fields, np.uint8), np.array(reasons, np.uint16))
    others = tuple(Alternative((), 1.0, "concept", str(at)) for at in range(300))
    return Hits(Unit("welding", (), others), found, 2 * len(reasons))


def test_hits_of_a_common_word_are_kept_in_few_octets_and_tell_the_same() -> None:
    scores = [(1 + at % 7) / 10 for at in range(3_000)]
    hits = found_of([at % 3 for at in range(3_000)], scores, [1 if at % 2 else 16 for at in range(3_000)])
    assert hits.nbytes < 8 * 3_000
    signed = [score if at % 2 else -score for at, score in enumerate(scores)]
    assert hits.signed(hits.numbers).tolist() == np.array(signed, np.float32).tolist()
    assert not hits.signed(hits.numbers + 1).any()


@pytest.mark.parametrize("which", [0, 1, 250])
def test_what_is_told_apart_and_by_late_alternatives_is_told(which: int) -> None:
    late = OTHERS_FROM + NOWHERE * which
    hits = found_of([0, late, late + 1, 3], [0.5, 0.4, 0.0, 0.2], [1, 1, 2, 2])
    told = list(hits.why(np.array([0, 2, 3, 4, 6], np.int32)))
    assert [known for _, known in told] == [True, True, False, False, True]
    reasons = [match.because if match else "" for match, _ in told]
    assert reasons == ["exact", "concept", "", "concept", "inflection"]


def test_a_word_is_as_rare_as_the_documents_that_are_still_there_say() -> None:
    hits = found_of([0, 1, OTHERS_FROM, 2], [0.5, 0.4, 0.3, 0.2], [1, 1, 1, 2])
    assert hits.literal(None) == 3
    assert hits.literal(bits_of([2, 4, 6], 8)) == 2
    assert hits.literal(bits_of([0], 8)) == 1
    assert hits.literal(None) == 3
