"""The engine alone, without database and pages: building, opening, searching and memory, at any size.

    python -m benchmarks.engine 20000 [--profile]

`make bench` writes its figures down; here they are only told.

The index is kept under the temporary folder, so that a second run need not build it.
"""

from __future__ import annotations

import cProfile
import gc
import os
import pstats
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import fmean
from time import perf_counter, thread_time

from benchmarks.corpus import NOW, batches
from benchmarks.figures import p50_p95, table, timed
from benchmarks.search import queries
from catalogue.search.engines.whoosh import WhooshEngine
from catalogue.search.request import parse

ROUNDS = 5


def resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * 4096 / 1e6


def home_of(size: int) -> Path:
    return Path(tempfile.gettempdir()) / f"catalogue-engine-{size}"


def build(size: int) -> str:
    documents = list(batches(size))
    wall, cpu = timed(lambda: WhooshEngine(home_of(size)).rebuild(documents))
    files = sum(path.stat().st_size for path in home_of(size).rglob("*") if path.is_file())
    return f"Built in {wall:.1f} s, {size / cpu:.0f} documents a second of processor; {files / 1e6:.1f} MB."


def asked(engine: WhooshEngine) -> Callable[[], list[tuple[float, float]]]:
    """Asks every query once. :returns: for each the seconds by the wall's clock and the processor's."""
    every = [parse(pairs)[0] for pairs in queries()]

    def ask() -> list[tuple[float, float]]:
        found = []
        for query in every:
            wall, cpu = perf_counter(), thread_time()
            for counts in engine.search(query, NOW, 20).facets.values():
                len(counts)
            found.append((perf_counter() - wall, thread_time() - cpu))
        return found

    return ask


def measure(engine: WhooshEngine) -> str:
    before = resident_mb()
    opening, _cpu = timed(engine.generation)
    ask = asked(engine)
    cold = ask()
    warm = [pair for _ in range(ROUNDS) for pair in ask()]
    gc.collect()
    rows = [
        [f"{name}, {clock}", *p50_p95(seconds), fmean(seconds) * 1000]
        for name, pairs in (("cold", cold), ("warm", warm))
        for clock, seconds in zip(("wall", "processor"), zip(*pairs, strict=True), strict=True)
    ]
    return (
        f"{table(['', 'p50 ms', 'p95 ms', 'mean ms'], rows)}\n\n"
        f"Opened in {opening * 1000:.0f} ms; resident {before:.0f} MB before, {resident_mb():.0f} MB after."
    )


def report(size: int = 20_000) -> str:
    """A page in Markdown."""
    built = build(size)
    load = os.getloadavg()[0]
    return (
        f"# The engine alone\n\n{size:,} offerings, exact total, all facets in words, the first 20; the queries of "
        f"`benchmarks.search`, in one process. {built} Load {load:.1f} on {os.cpu_count()} cores.\n\n"
        f"{measure(WhooshEngine(home_of(size)))}\n"
    )


def main(size: int, *, profiled: bool) -> None:
    engine = WhooshEngine(home_of(size))
    if not engine.health().usable:  # none yet, or one that another analysis wrote
        print(build(size))
        return
    print(measure(engine))
    if profiled:
        ask, profile = asked(engine), cProfile.Profile()
        profile.runcall(lambda: [ask() for _ in range(ROUNDS)])
        pstats.Stats(profile).sort_stats("tottime").print_stats(25)


if __name__ == "__main__":
    main(int(sys.argv[1]), profiled="--profile" in sys.argv)
