"""The data files of the language (lexicon, concepts, what queries are understood by), by their path in this folder."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

COMMENT = "#"


def read_json(path: str) -> Any:
    """What a file of JSON holds."""
    return json.loads(_text(path))


def read_rows(path: str) -> Iterator[dict[str, str]]:
    """The rows of a table (CSV), by the names in its first line."""
    return csv.DictReader(_text(path).splitlines())


def read_lines(path: str) -> list[str]:
    """The lines of a list, without empty ones and comments."""
    return [line for line in _text(path).splitlines() if line and not line.startswith(COMMENT)]


def _text(path: str) -> str:
    return files("catalogue.search").joinpath(path).read_text("utf-8")
