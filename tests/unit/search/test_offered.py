"""What is offered of each offering follows the runs as they open, close, start and end."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalogue.search.engines import offered
from catalogue.search.engines.whoosh import WhooshEngine
from tests.unit.search.builders import YANBU, a_document, a_query, a_run, in_days

DAYS = (0, 1, 1.5, 3, 2, 12, 11)


@pytest.fixture
def turning(engine: WhooshEngine) -> WhooshEngine:
    """Two hundred offerings of pottery; each day the runs of a few begin and end."""
    runs = [(a_run(starts=at % 40 + 0.25), a_run(starts=at % 40 + 9, city=YANBU)) for at in range(200)]
    engine.index([a_document(runs=pair, level=("beginner", "advanced")[at % 2]) for at, pair in enumerate(runs)])
    return engine


@pytest.mark.parametrize("few_share", [0, 10_000])
@pytest.mark.parametrize("chosen", [{}, {"level": "beginner"}, {"city": YANBU}, {"open": "1"}])
def test_it_is_the_same_as_worked_out_anew(
    turning: WhooshEngine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    few_share: int,
    chosen: dict[str, str],
) -> None:
    monkeypatch.setattr("catalogue.search.engines.selection.FEW_SHARE", few_share)
    query = a_query("pottery", **chosen)
    for day in DAYS:
        followed, anew = turning.search(query, in_days(day), 20), WhooshEngine(tmp_path).search(query, in_days(day), 20)
        assert (followed.total, followed.ids, followed.facets) == (anew.total, anew.ids, anew.facets)
        assert followed.total


def test_only_the_offerings_whose_runs_turned_are_worked_out(
    turning: WhooshEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked_out: list[int] = []
    of = offered._of

    def counting(*args: object) -> offered.Of:
        found = of(*args)  # type: ignore[arg-type]
        worked_out.append(len(found.there))
        return found

    monkeypatch.setattr(offered, "_of", counting)
    for day in (0, 1):
        turning.search(a_query("pottery"), in_days(day), 20)
    assert worked_out[0] == 200
    assert 0 < worked_out[1] < 200 / offered.FEW_CHANGES
