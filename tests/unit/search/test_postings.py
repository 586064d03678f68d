"""The files of a segment: terms with their postings, and texts in which phrases are looked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import BinaryIO

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.search.engines import texts
from catalogue.search.engines.lists import Lists, ListsWriter
from catalogue.search.engines.postings import Kinds, Posted, packed, unpacked
from catalogue.search.engines.texts import Texts, TextsWriter

KINDS = Kinds(np.array([1.0, 6.25], np.float32), np.array([1, 9], np.uint8))


def posted(*pairs: tuple[int, int]) -> Posted:
    numbers, codes = zip(*pairs, strict=True) if pairs else ((), ())
    return Posted(np.array(numbers, np.int32), np.array(codes, np.uint32))


def written(path: Path, write: Callable[[BinaryIO], None]) -> BinaryIO:
    with path.open("wb") as file:
        write(file)
    return path.open("rb")


@given(st.dictionaries(st.integers(0, 2**31 - 2), st.sampled_from([0, 1, 254, 255, 256, 70_000])))
def test_postings_come_back_as_they_were(pairs: dict[int, int]) -> None:
    one = posted(*sorted(pairs.items()))
    back = Posted.from_bytes(unpacked(packed(one.to_bytes())), len(pairs))
    assert (back.numbers.tolist(), back.codes.tolist()) == (one.numbers.tolist(), one.codes.tolist())
    assert back.numbers.dtype == np.int32


def test_usual_postings_take_two_octets_each() -> None:
    assert len(posted(*((at * 3, at % 200) for at in range(1_000))).to_bytes()) == 2_000


@pytest.mark.parametrize("by", [-1, 1])
def test_postings_of_another_size_are_refused(by: int) -> None:
    content = posted((1, 0), (1_000, 0), (1_001, 300)).to_bytes()
    with pytest.raises(ValueError, match=r".+"):
        Posted.from_bytes(content, 3 + by)


def test_terms_are_found_by_themselves_and_by_their_beginnings(tmp_path: Path) -> None:
    every = {
        b"k:a": posted((1, 0)),
        b"k:ab": posted((1, 0), (7, 1)),
        b"n:a": posted((2, 1)),
        b"n:\xd8\xa7": posted((0, 0)),
    }

    def write(file: BinaryIO) -> None:
        writer = ListsWriter(file)
        for term, of_term in every.items():
            writer.add(term, of_term)
        writer.finish(KINDS)

    lists = Lists(written(tmp_path / "lists", write))
    assert [*lists.terms_from(b"")] == [*enumerate(every)]
    assert [*lists.terms_from(b"k:b")] == [*enumerate(every)][2:]
    assert [lists.find(term) for term in every] == [0, 1, 2, 3]
    records = [lists.record_at(at) for at in range(len(lists))]
    assert [lists.posted(record).numbers.tolist() for record in records] == [o.numbers.tolist() for o in every.values()]
    assert lists.beginning(b"k:") == [(b"k:a", 1), (b"k:ab", 2)]
    assert [term for term, _ in lists.beginning(b"")] == [*every]
    assert lists.beginning(b"z") == []
    assert [lists.find(term) for term in (b"", b"k:", b"k:aa", b"z")] == [None] * 4
    assert lists.kinds.weights.tolist() == KINDS.weights.tolist()


def test_terms_with_the_same_postings_share_them(tmp_path: Path) -> None:
    random = Random(1)
    one = posted(*((at * 300, random.randrange(100)) for at in range(5_000)))

    def of(terms: int) -> BinaryIO:
        def write(file: BinaryIO) -> None:
            writer = ListsWriter(file)
            for at in range(terms):
                writer.add(b"%d" % at, one)
            writer.finish(KINDS)

        return written(tmp_path / f"{terms}", write)

    single, double = of(1), of(2)
    assert double.seek(0, 2) - single.seek(0, 2) < 100
    lists = Lists(double)
    assert [lists.record_at(at) for at in range(2)] == [0, 0]
    assert lists.posted(0).numbers.tolist() == one.numbers.tolist()


TEXTS = ["", "\n  ", "\n a ", "\n a b c \n b a ", "\n  \n b ", "\n c a b c "]


@pytest.mark.parametrize("block", [1, 2, 96])
def test_texts_come_back_and_phrases_are_found_in_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    monkeypatch.setattr(texts, "BLOCK", block)

    def write(file: BinaryIO) -> None:
        writer = TextsWriter(file)
        for text in TEXTS:
            writer.add(text)
        writer.finish()

    every = np.arange(len(TEXTS), dtype=np.int32)
    found = Texts(written(tmp_path / "texts", write))
    assert [found.text(at) for at in every.tolist()] == TEXTS
    for phrase in ("a", "a b", "b c", "a b c", "b a", "c b", "b d", "d", "a b c b"):
        plain = [at for at, text in enumerate(TEXTS) if f" {phrase} " in text]
        assert found.with_phrase(phrase.split(), every).tolist() == plain
        assert found.with_phrase(phrase.split(), every[1::2]).tolist() == [at for at in plain if at % 2]
