"""The engine alone, without database and pages: building, opening, searching and memory, at any size.

    python -m benchmarks.engine 20000 [--profile]

The index is kept under the temporary folder, so that a second run need not build it.
"""

from __future__ import annotations

import cProfile
import gc
import pstats
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import fmean
from time import perf_counter, thread_time

from benchmarks.corpus import NOW, batches
from benchmarks.figures import p50_p95, timed
from benchmarks.search import queries
from catalogue.search.engines.whoosh import WhooshEngine
from catalogue.search.request import parse

ROUNDS = 5


def resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * 4096 / 1e6


def home_of(size: int) -> Path:
    return Path(tempfile.gettempdir()) / f"catalogue-engine-{size}"


def build(size: int) -> None:
    documents = list(batches(size))
    wall, cpu = timed(lambda: WhooshEngine(home_of(size)).rebuild(documents))
    files = sum(path.stat().st_size for path in home_of(size).rglob("*") if path.is_file())
    print(f"build: {wall:.1f} s, {size / cpu:.0f} documents a second of processor; {files / 1e6:.1f} MB")


def measure(size: int) -> Callable[[], None]:
    before = resident_mb()
    engine = WhooshEngine(home_of(size))
    wall, _cpu = timed(engine.generation)
    print(f"open: {wall * 1000:.0f} ms")
    asked = [parse(pairs)[0] for pairs in queries()]

    def every() -> list[tuple[float, float]]:
        found = []
        for query in asked:
            wall, cpu = perf_counter(), thread_time()
            engine.search(query, NOW, 20)
            found.append((perf_counter() - wall, thread_time() - cpu))
        return found

    cold = every()
    warm = [pair for _ in range(ROUNDS) for pair in every()]
    gc.collect()
    for name, pairs in (("cold", cold), ("warm", warm)):
        for clock, seconds in zip(("wall", "processor"), zip(*pairs, strict=True), strict=True):
            p50, p95 = p50_p95(seconds)
            print(f"{name}, {clock}: p50 {p50:.2f} ms, p95 {p95:.2f} ms, mean {fmean(seconds) * 1000:.2f} ms")
    print(f"resident: {before:.0f} MB before, {resident_mb():.0f} MB after")
    return lambda: [every() for _ in range(ROUNDS)] and None


def main(size: int, *, profiled: bool) -> None:
    if not WhooshEngine(home_of(size)).health().usable:  # none yet, or one that another analysis wrote
        build(size)
        return
    again = measure(size)
    if profiled:
        profile = cProfile.Profile()
        profile.runcall(again)
        pstats.Stats(profile).sort_stats("tottime").print_stats(25)


if __name__ == "__main__":
    main(int(sys.argv[1]), profiled="--profile" in sys.argv)
