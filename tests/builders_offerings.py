"""Files of offerings for tests, and what is done with them."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from catalogue.offerings.services.importing import Options, Report, import_file
from tests.builders import NOON

HERE = Path(__file__).parent / "integration" / "offerings"
SMALL, TABLE = HERE / "small.jsonl", HERE / "table.csv"


def a_line(**about: Any) -> dict[str, Any]:
    """An offering of the exchange format that has everything publishing needs."""
    return {
        "reference": "o1",
        "provider": {"reference": "p1", "name": {"en": "Provider"}},
        "kind": "course",
        "title": {"en": "Welding"},
        "summary": {"en": "Sparks."},
        "topics": ["0715"],
        "credential": "none",
        "runs": [a_run_line()],
        **about,
    }


def a_run_line(**about: Any) -> dict[str, Any]:
    starts_at = NOON + timedelta(days=10)
    return {
        "reference": "r1",
        "mode": "online_live",
        "gender_mode": "mixed",
        "price": "0.00",
        "capacity": 10,
        "sessions": [{"starts_at": starts_at.isoformat(), "ends_at": (starts_at + timedelta(hours=2)).isoformat()}],
        **about,
    }


def a_file(folder: Path, *lines: dict[str, Any] | str | bytes, name: str = "file.jsonl") -> Path:
    """A file of these lines; a text stands as it is."""
    path = folder / name
    written = [line if isinstance(line, bytes) else _written(line) for line in lines]
    path.write_bytes(b"\n".join(written) + b"\n")
    return path


def _written(line: dict[str, Any] | str) -> bytes:
    return (line if isinstance(line, str) else json.dumps(line)).encode("utf-8", "surrogatepass")


def taken(path: Path, **options: Any) -> Report:
    """The file imported at NOON."""
    return import_file(path, Options(**options), NOON)


def counts(report: Report) -> tuple[int, int, int, int]:
    """Created, updated, unchanged, refused."""
    return report.created, report.updated, report.unchanged, report.refused


def told(report: Report) -> list[tuple[int, str, bool]]:
    """Row, field and whether it was refused, for each problem."""
    return [(problem.row, problem.field, problem.refused) for problem in report.problems]
