"""Each bomb is told, and the process that reads it stays small and is soon done: measured in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from catalogue.settings import Settings
from tests.conftest import SECRET

GOAL_MEGABYTES, MOST_SECONDS = 300, 30
ROOT = Path(__file__).parents[3]


def test_each_bomb_is_told_and_none_takes_more_than_300_megabytes(settings: Settings, tmp_path: Path) -> None:
    run([str(tmp_path)])

    lines = run([str(settings.home), str(tmp_path), SECRET]).splitlines()

    found = [json.loads(line) for line in lines]
    assert len(found) == len(json.loads((tmp_path / "names.json").read_text())) > 35
    assert not [one for one in found if one[1]], "each is refused as a whole or told at its place"
    assert not [one for one in found if one[3] > GOAL_MEGABYTES or one[2] > MOST_SECONDS]


def run(arguments: list[str]) -> str:
    command = [sys.executable, "-m", "tests.integration.uploads.peak", *arguments]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=600).stdout
