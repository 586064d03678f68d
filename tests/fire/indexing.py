"""`python -m tests.fire.indexing`: an index worker without pauses that is there again as soon as it was killed.

Prints the number of each process that works; a process that loads everything first makes them quickly.
"""

from __future__ import annotations

import os

from catalogue.app import create_app
from catalogue.core.clock import now
from catalogue.search.sync import drain
from catalogue.search.warming import warm


def work_for_ever() -> None:
    with create_app().app_context():
        while True:
            drain(now())


if __name__ == "__main__":
    warm()
    while True:
        number = os.fork()
        if number == 0:
            work_for_ever()
        print(number, flush=True)  # noqa: T201
        os.waitpid(number, 0)
