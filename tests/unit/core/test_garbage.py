"""What a server has read at its start is not looked through for garbage again."""

from __future__ import annotations

import gc
import runpy
from collections.abc import Iterator
from pathlib import Path

import pytest

from catalogue.core.garbage import SELDOM, settle

CONFIGURATION = Path(__file__).parents[3] / "gunicorn.conf.py"


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


def test_what_is_there_is_left_alone_and_the_rest_is_looked_at_seldom() -> None:
    kept: list[list[int]] = [[] for _ in range(100)]
    settle()
    assert gc.get_freeze_count() > len(kept)
    assert gc.get_threshold() == SELDOM


def test_garbage_that_comes_later_still_goes() -> None:
    settle()
    loop: list[object] = []
    loop.append(loop)
    del loop
    assert gc.collect() >= 1


def test_every_worker_settles_when_it_has_the_app() -> None:
    assert gc.get_freeze_count() == 0
    runpy.run_path(str(CONFIGURATION))["post_worker_init"](None)
    assert gc.get_freeze_count() > 0
