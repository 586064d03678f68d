"""An app for all tests of a file: its catalogue is written and indexed once, and they only read it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from catalogue.settings import Settings
from tests.conftest import SECRET, an_app


@contextmanager
def a_kept_app(prepared_home: Path, folder: Path) -> Iterator[Flask]:
    """As `bare_app`, for a fixture of a wider scope. :param folder: an empty one of its own."""
    home = folder / "home"
    shutil.copytree(prepared_home, home)
    yield from an_app(Settings(home=home, secret_key=SECRET, demo=False, log_level="ERROR"))
