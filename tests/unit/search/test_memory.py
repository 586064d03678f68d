"""What stays in memory of what was read once: not more than is asked for again."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from catalogue.core import garbage
from catalogue.search import text
from catalogue.search.engines import segment
from catalogue.search.engines.columns import UNKNOWN
from catalogue.search.engines.postings import Posted
from catalogue.search.engines.whoosh import WhooshEngine
from catalogue.search.understanding.concepts import Label
from catalogue.search.understanding.glossary import of_the_project
from catalogue.search.understanding.spelling import Spelling
from tests.unit.search.builders import NOON, a_document, a_query


def test_words_of_language_files_are_forgotten_once_they_are_read(tmp_path: Path) -> None:
    of_the_project()
    text.tokens("welding")
    assert text._cached_words.cache_info().currsize
    engine = WhooshEngine(tmp_path)
    engine.rebuild([[a_document("Welding")]])
    engine.search(a_query("welding"), NOON, 20)
    assert text._cached_words.cache_info().currsize < 100


def test_words_ready_to_be_respelt_take_few_bytes_each() -> None:
    words = [(f"{first}{second}ation{third}", 1) for first in "bcdfgh" for second in "aeiou" for third in "klmnprst"]
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        spelling = Spelling(words)
        assert (tracemalloc.get_traced_memory()[0] - before) / len(words) < 800
    finally:
        tracemalloc.stop()
    assert [near.written for near in spelling.near("bkationk")]


def test_postings_keep_no_more_than_their_own_bytes() -> None:
    for codes in ([1, 2], [1, 300]):
        content = Posted.from_bytes(bytes([3, 4, *(min(code, 255) for code in codes)]) + _behind(codes), 2)
        assert content.codes.tolist() == codes
        assert content.codes.base is None


def _behind(codes: list[int]) -> bytes:
    return b"".join(code.to_bytes(4, "little") for code in codes if code > 254)


def test_memory_is_given_back_where_the_library_knows_how(monkeypatch: pytest.MonkeyPatch) -> None:
    garbage.give_back()

    def unknown(_name: None) -> object:
        return object()

    monkeypatch.setattr(garbage, "CDLL", unknown)
    garbage.give_back()


@pytest.mark.parametrize(
    ("figures", "octets"), [([7, UNKNOWN], 2), ([90_000, -3, UNKNOWN], 4), ([2**40], 8), ([UNKNOWN], 2), ([], 2)]
)
def test_figures_of_bounds_take_as_few_octets_as_they_need(figures: list[int], octets: int) -> None:
    kept = segment._short(np.array(figures, np.int64))
    unknown = np.iinfo(kept.dtype).max
    assert kept.dtype.itemsize == octets
    assert [UNKNOWN if one == unknown else one for one in kept.tolist()] == figures


def test_a_label_that_is_its_own_key_stands_in_memory_once() -> None:
    label = Label.of("yoga", "label")
    assert label.keys is label.words


def test_a_segment_keeps_less_for_each_document_the_larger_it_is() -> None:
    ways = (segment.POSTINGS_KEPT, segment.TERMS_KEPT, segment.OTHERS_KEPT)
    small, large = (sum(segment._room(one, documents) for one in ways) for documents in (20_000, 100_000))
    assert small < 18_000_000
    assert large < 26_000_000
