"""No success without the disk: an answer "enrolled" leaves only when the change has been synced.

kill -9 cannot show this, since what a killed process wrote is still in the kernel's memory; a power cut loses it.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from catalogue.settings import Settings
from tests import postgresql
from tests.fire.crowd import Crowd
from tests.fire.server import children_of, post, served
from tests.fire.tracing import answers, calls_in, traced

LEARNERS = int(os.environ.get("CATALOGUE_FIRE_SYNCS", "20"))
LAZY = "&options=-csynchronous_commit%3Doff"

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("strace")]


class Watched:
    """A server and its database under the eyes of strace."""

    def __init__(self, settings: Settings, folder: Path, database: list[int], control: str = "") -> None:
        self._settings, self._file, self._database, self._control = settings, folder / "calls", database, control

    def enrolled(self) -> list[bool]:
        """Everybody enrols, one after the other. :returns: for each success whether it was on the disk by then."""
        crowd = Crowd(self._settings, LEARNERS)
        (path,) = crowd.runs(1, LEARNERS)
        crowd.close()
        with served(self._settings, workers=1, control=self._control) as server:
            backends = [child for one in self._database for child in children_of(one)]
            processes = [*server.workers(), *self._database, *backends]
            with traced(processes, self._file):
                statuses = [post(server.port, path, number, one).status for number, one in enumerate(crowd.browsers)]
        assert statuses == [303] * LEARNERS
        return answers(calls_in(self._file))


@pytest.fixture
def database(request: pytest.FixtureRequest, each_settings: Settings) -> list[int]:
    """The process of the database server, where there is one."""
    if not each_settings.database_url:
        return []
    server: postgresql.Server = request.getfixturevalue("postgresql_server")
    return [server.pid]


def test_every_success_leaves_after_its_change_was_synced(
    each_settings: Settings, tmp_path: Path, database: list[int]
) -> None:
    assert Watched(each_settings, tmp_path, database).enrolled() == [True] * LEARNERS


@pytest.fixture
def lazy(each_settings: Settings) -> tuple[Settings, str]:
    """A database that says yes before the disk does."""
    url = each_settings.database_url
    return (replace(each_settings, database_url=url + LAZY), "") if url else (each_settings, "unsynced")


def test_a_database_that_does_not_wait_for_the_disk_is_found_out(
    lazy: tuple[Settings, str], tmp_path: Path, database: list[int]
) -> None:
    settings, control = lazy
    seen = Watched(settings, tmp_path, database, control).enrolled()
    assert len(seen) == LEARNERS
    assert seen.count(False) > LEARNERS // 2, "the other test proves nothing"
