"""Sends each bomb in a process of its own to measure: a line of JSON each with its name, what is
not as the corpus says, seconds of processor and peak.

Run by test_bombs.py, since the process of a test has the memory of all tests before it.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from catalogue.app import create_app
from catalogue.core.db import db
from catalogue.settings import Settings
from tests.builders import a_provider
from tests.builders_uploads import sent
from tests.integration.uploads.case import Case
from tests.integration.uploads.corpus_bombs import bombs
from tests.integration.uploads.test_corpus import surprise


def peak() -> int:
    """Megabytes that this process held at the most since `forget`."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) // 1_000


def forget() -> None:
    Path("/proc/self/clear_refs").write_text("5")


def main(home: Path, folder: Path, secret: str) -> None:
    """:param folder: the files, made by another process: to make one takes more memory than to read it."""
    names = json.loads((folder / "names.json").read_text())
    with create_app(Settings(home=home, secret_key=secret, demo=False, log_level="ERROR")).app_context():
        provider = a_provider()
        for number, (name, file, whole, at) in enumerate(names):
            content = (folder / str(number)).read_bytes()
            forget()
            began = time.process_time()
            upload = sent(provider, content, file)
            seconds, megabytes = time.process_time() - began, peak()
            trouble = surprise(Case(name, file, b"", whole, tuple(at) if at else None), upload)
            sys.stdout.write(json.dumps([name, trouble, seconds, megabytes]) + "\n")
            db.session.delete(upload)
            db.session.commit()


def make(folder: Path) -> None:
    """Write the files and their names."""
    names = []
    for number, case in enumerate(bombs()):
        (folder / str(number)).write_bytes(case.content)
        names.append([case.name, case.file, case.whole, case.at])
    (folder / "names.json").write_text(json.dumps(names))


if __name__ == "__main__":
    if len(sys.argv) == 2:
        make(Path(sys.argv[1]))
    else:
        main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
