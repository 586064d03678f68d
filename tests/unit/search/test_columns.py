"""Documents as columns, and how a run stands from its first moment to its last."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest

from catalogue.search.documents import RunFacts, availability
from catalogue.search.engines.columns import Columns, counts_of, values_of
from catalogue.search.engines.standing import NEVER, RANKED, microseconds, turns
from catalogue.search.facets import FACETS
from tests.unit.search.builders import NOON, a_document, a_flexible_run, a_run, in_days

ONE = a_document(runs=[a_run(days=("sun", "mon"), lat=27.1, lon=49.5), a_flexible_run(price_halalas=None)])
TWO = a_document(runs=[], skills=("sewing", "welding"), topics=())
THREE = a_document(runs=[a_run(district="c:north", seats_taken=20)], kind="workshop", age_max=12)


def said(columns: Columns) -> dict[str, list[object]]:
    """What stands in the columns, in words."""
    plain = {name: column.tolist() for name, column in columns.figures.items() if not name.endswith(":values")}
    for name, values in columns.values.items():
        plain[values_of(name)] = [values[at] for at in columns[values_of(name)]]
    return plain


@pytest.mark.parametrize("kept", [[], [0], [1, 2], [0, 2], [0, 1, 2]])
def test_some_of_several_documents_are_as_if_alone(kept: list[int]) -> None:
    every = [ONE, TWO, THREE]
    some = Columns.of(every).only(np.array(kept, np.int32))
    assert said(some) == said(Columns.of([every[at] for at in kept]))


def test_columns_after_each_other_are_as_if_made_at_once() -> None:
    joined = Columns.joined([Columns.of([ONE]), Columns.of([]), Columns.of([THREE, TWO])])
    assert said(joined) == said(Columns.of([ONE, THREE, TWO]))


def test_columns_come_back_from_the_disk_as_they_were() -> None:
    columns = Columns.of([ONE, TWO, THREE])
    back = Columns.from_bytes(columns.to_bytes())
    assert {name: column.tolist() for name, column in back.figures.items()} == {
        name: column.tolist() for name, column in columns.figures.items()
    }
    assert [counts_of(facet.name) in back.figures for facet in FACETS] == [True] * len(FACETS)


def test_columns_of_another_layout_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    written = Columns.of([ONE]).to_bytes()
    monkeypatch.setattr("catalogue.search.engines.columns.LAYOUT", 0)
    with pytest.raises(ValueError, match="layout"):
        Columns.from_bytes(written)


@pytest.mark.parametrize(
    "run",
    [
        a_run(),
        a_run(opens_at=in_days(1), closes_at=in_days(2), starts=3),
        a_run(opens_at=None, closes_at=None),
        a_run(opens_at=in_days(2), closes_at=in_days(1), starts=1),
        a_run(seats_taken=20, waiting_open=True),
        a_run(state="cancelled"),
        a_flexible_run(),
        a_flexible_run(starts_at=in_days(-5), ends_at=in_days(5)),
    ],
)
def test_a_run_stands_at_each_moment_as_the_rule_says(run: RunFacts) -> None:
    first, moments, ranks = turns(run)
    assert all(one <= other for one, other in pairwise(moments))
    for at in times_around(run):
        behind = [rank for moment, rank in zip(moments, ranks, strict=True) if moment <= microseconds(at)]
        assert RANKED[[first, *behind][-1]] == availability(run, at)
    assert all(moment < NEVER or not rank for moment, rank in zip(moments, ranks, strict=True))


def times_around(run: RunFacts) -> list[datetime]:
    known = [moment for moment in (run.opens_at, run.closes_at, run.starts_at, run.ends_at) if moment]
    moment = timedelta(microseconds=1)
    return [NOON, *(at + by for at in known for by in (-moment, timedelta(0), moment))]
