from __future__ import annotations

import pytest

from catalogue.search.bitmaps import Ordered, Rows, mask_of, positions


def test_a_set_gives_back_its_positions() -> None:
    assert positions(mask_of([0, 7, 8, 63, 200], 201)) == [0, 7, 8, 63, 200]
    assert positions(0) == []


def test_an_offering_with_several_rows_in_a_set_counts_once() -> None:
    rows = Rows([3, 1, 0, 2])
    assert rows.distinct(rows.all) == 4
    assert rows.distinct(mask_of([0, 2], rows.size)) == 1
    assert rows.distinct(mask_of([1, 4, 6], rows.size)) == 3
    assert rows.distinct(0) == 0


def test_an_offering_without_runs_has_one_row() -> None:
    rows = Rows([0])
    assert (rows.size, rows.all, rows.guards) == (2, 0b01, 0b10)


def test_the_rows_of_offerings() -> None:
    rows = Rows([3, 1, 0, 2])
    assert rows.of(range(4)) == rows.all
    assert positions(rows.of([0, 3])) == [0, 1, 2, 8, 9]
    assert rows.offerings(rows.of([1, 3])) == [1, 3]
    assert rows.among(3, rows.all) == [8, 9]
    assert rows.among(3, mask_of([0, 9], rows.size)) == [9]


def test_no_rows_at_all() -> None:
    rows = Rows([])
    assert (rows.distinct(0), rows.all, rows.of([])) == (0, 0, 0)


@pytest.mark.parametrize(
    ("figure", "at_most", "found"),
    [(5, True, [0, 3]), (5, False, [1, 3]), (4, True, [0]), (10, True, [0, 1, 3]), (11, False, []), (0, True, [])],
)
def test_rows_by_a_figure(figure: int, at_most: bool, found: list[int]) -> None:
    ordered = Ordered([1, 10, None, 5], 4)
    assert positions(ordered.within(figure, at_most=at_most)) == found
