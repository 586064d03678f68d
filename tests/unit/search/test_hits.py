"""What a word finds by its terms and by what stands for it: the same by every way of working it out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from catalogue.search.engines import finder
from catalogue.search.engines.hits import KindsFound, Postings
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
