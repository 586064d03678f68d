"""The demonstration catalogue, indexed once per test process, with everything relative to NOON."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from catalogue.app import create_app
from catalogue.core.db import db
from catalogue.offerings.demo.loader import load_demo
from catalogue.offerings.models import Offering
from catalogue.search import sync
from catalogue.search.engine import engine
from catalogue.search.query import Query
from catalogue.settings import Settings
from tests.builders import NOON
from tests.conftest import SECRET
from tests.relevance.scoring import LISTED, Judged, Listed, Score, by_class, judged_queries

Find = Callable[[str], Listed]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def find(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Find]:
    """Asks the demonstration catalogue, closed and full ones included: what is open changes from day to day."""
    home = tmp_path_factory.mktemp("relevance") / "home"
    shutil.copytree(prepared_home, home)
    app = create_app(Settings(home=home, secret_key=SECRET, demo=False, log_level="ERROR"))
    with app.app_context():
        report = load_demo(NOON.date(), NOON)
        assert (report.created > 300, report.refused) == (True, 0)
        sync.rebuild()
        references = {row.id: row.reference for row in db.session.execute(select(Offering.id, Offering.reference))}

        db.session.remove()

    def ask(text: str) -> Listed:
        with app.app_context():  # not held meanwhile: a command of another test would run in it
            found = engine().search(replace(Query(text=text), open="all"), NOON, LISTED)
        return Listed([references[number] for number in found.ids], found.fallback)

    yield ask
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def judged() -> list[Judged]:
    return judged_queries(json.loads((Path(__file__).parent / "judged_queries.json").read_text("utf-8")))


@pytest.fixture(scope="session")
def scores(find: Find, judged: list[Judged]) -> dict[str, Score]:
    """The figures of each class."""
    return by_class(judged, find)
