"""`make bench`: every benchmark in turn, its figures under benchmarks/results/."""

from __future__ import annotations

import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import engine, enrolment, pages, pages_http, search, search_quality, search_speed, soak, uploads

RESULTS = Path(__file__).parent / "results"
ALL = {
    "enrolment": enrolment.measure,
    "search": search.measure,
    "engine": engine.report,
    "search_speed": search_speed.report,
    "search_quality": search_quality.report,
    "pages": pages.measure,
    "pages_http": pages_http.measure,
    "soak": soak.measure,
    "uploads": uploads.measure,
}


def main(wanted: list[str]) -> None:
    RESULTS.mkdir(exist_ok=True)
    for name in wanted or ALL:
        page = ALL[name]()
        about = f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {platform.machine()}"
        (RESULTS / f"{name}.md").write_text(f"{page}\n{about}.\n", "utf-8")
        print(page)


if __name__ == "__main__":
    main(sys.argv[1:])
