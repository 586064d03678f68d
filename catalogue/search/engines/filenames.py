"""What the files of our own are called that lie beside Whoosh's in the folder of a generation."""

from __future__ import annotations

from pathlib import Path

ANALYSIS, LEARNED = "analysis.txt", "translations.json"
BESIDE = (ANALYSIS, LEARNED)  # files of a whole generation, the same in all its commits


def columns_file(folder: Path, segment: str) -> Path:
    return folder / f"{segment}.columns"


def manifest_name(number: int) -> str:
    return f"manifest-{number}.json"
