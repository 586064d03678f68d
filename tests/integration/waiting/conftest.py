"""A town around one run for the state machine, and people who wait."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from catalogue.accounts.models import Guardianship
from catalogue.settings import Settings
from tests.builders import NOON, a_learner, an_account, an_offering, saved
from tests.conftest import SECRET, an_app
from tests.integration.waiting.machine import PEOPLE, Town


@pytest.fixture(scope="module")
def town(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[type[Town]]:
    """The machine with its people, in one app context for all its games."""
    home = tmp_path_factory.mktemp("town") / "home"
    shutil.copytree(prepared_home, home)
    for app in an_app(Settings(home=home, secret_key=SECRET, demo=False, log_level="ERROR")):
        with app.app_context():
            yield type("TownOfTheTest", (Town,), {**_people(), "looks": Counter(), "visited": set()})


def _people() -> dict[str, object]:
    """The first looks after all others."""
    people = []
    for number in range(PEOPLE):
        gender = "female" if number % 2 else "male"
        learner = a_learner(account=an_account(), gender=gender)
        people.append((learner.id, learner.account_id or 0, gender))
    for learner_id, _account, _gender in people[1:]:
        saved(Guardianship(account_id=people[0][1], learner_id=learner_id, kind="parent", since=NOON))
    return {"people": people, "offering": an_offering()}
