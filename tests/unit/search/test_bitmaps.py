from __future__ import annotations

import numpy as np
import pytest

from catalogue.search.bitmaps import Bits, Rows, bits_of, held, positions, size_of


def rows_of(*runs: int) -> Rows:
    return Rows(np.array(runs, np.int32))


def the(bits: Bits) -> list[int]:
    return [int(at) for at in positions(bits)]


def test_a_set_gives_back_its_positions() -> None:
    assert the(bits_of([0, 7, 8, 63, 64, 200], 201)) == [0, 7, 8, 63, 64, 200]
    assert the(bits_of([], 0)) == the(bits_of([], 5)) == []


def test_what_is_held_is_told_for_each_position() -> None:
    at = np.array([0, 1, 64, 65], np.int32)
    assert held(bits_of([1, 64], 70), at).tolist() == [False, True, True, False]


def test_rows_stand_plane_by_plane_each_from_the_beginning_of_a_word() -> None:
    rows = rows_of(3, 2, 1, 0)
    assert the(rows.all) == [0, 1, 2, 3, 64, 65, 128]
    assert rows.owner[the(rows.all)].tolist() == [0, 1, 2, 3, 0, 1, 0]


def test_an_offering_with_several_rows_in_a_set_counts_once() -> None:
    rows = rows_of(3, 2, 1, 0)
    assert size_of(rows.owners(rows.all)) == 4
    assert size_of(rows.owners(bits_of([0, 64, 128], rows.size))) == 1
    assert size_of(rows.owners(bits_of([3, 65, 128], rows.size))) == 3
    assert size_of(rows.owners(bits_of([], rows.size))) == 0


def test_sets_beside_each_other_are_laid_over_each_other_at_once() -> None:
    rows = rows_of(2, 1)
    sets = np.array([bits_of([64], rows.size), bits_of([0, 1, 64], rows.size)])
    assert [the(offerings) for offerings in rows.owners(sets)] == [[0], [0, 1]]
    assert the(sets[0]) == [64]


@pytest.mark.parametrize("offerings", [[], [0], [1, 3], [0, 1, 2, 3]])
def test_the_rows_of_offerings(offerings: list[int]) -> None:
    rows = rows_of(3, 2, 1, 0)
    expected = [row for row in the(rows.all) if rows.owner[row] in offerings]
    assert the(rows.of(bits_of(offerings, 4))) == expected
    spread = rows.spread(np.array(offerings, np.int32))
    assert spread.rows.tolist() == expected
    assert spread.folded(spread.rows, np.maximum).tolist() == [
        max(row for row in expected if rows.owner[row] == offering) for offering in offerings
    ]


def test_planes_that_end_within_a_word_hold_nothing_beyond() -> None:
    rows = rows_of(*[2] * 65, *[1] * 63)
    assert size_of(rows.of(rows.every)) == 65 * 2 + 63
    assert size_of(rows.owners(rows.all)) == 128


def test_no_rows_at_all() -> None:
    rows = rows_of()
    assert (size_of(rows.owners(rows.all)), the(rows.all), rows.spread(np.zeros(0, np.int32)).rows.size) == (0, [], 0)
