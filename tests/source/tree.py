"""The project's own files, for tests that read them. A search that finds nothing is a mistake in the test."""

from __future__ import annotations

from pathlib import Path

from catalogue.settings import ROOT

FOLDERS = (
    ".ci", "benchmarks", "catalogue", "deploy", "docs", "migrations", "requirements", "static", "templates", "tests",
    "tools", "translations",
)  # fmt: skip
MADE_AGAIN = {"__pycache__", "node_modules", "results", "out"}


def own_files(*suffixes: str, folders: tuple[str, ...] = FOLDERS) -> list[Path]:
    """Every file with one of these endings, vendored ones left out; the root's own too when all folders are meant."""
    found = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()]
    if folders == FOLDERS:
        found += [path for path in ROOT.iterdir() if path.is_file()]
    wanted = [path for path in found if (not suffixes or path.suffix in suffixes) and not _foreign(path)]
    assert wanted, f"no files with {suffixes} in {folders}: check this test"
    return sorted(wanted)


def _foreign(path: Path) -> bool:
    parts = path.relative_to(ROOT).parts
    return parts[:2] == ("static", "vendor") or bool(MADE_AGAIN.intersection(parts)) or path.suffix in {".pyc", ".mo"}


def named(path: Path) -> str:
    """A file's name as test ids and messages show it."""
    return path.relative_to(ROOT).as_posix()


def is_text(path: Path) -> bool:
    return path.suffix not in {".woff2", ".png", ".jpg", ".webp", ".ico", ".br", ".gz"} and not path.name.startswith(
        ".coverage"
    )
