"""How quick search is beside its peers: exact total, facets and the first 20, one process, warm, the same questions.

`python -m benchmarks.search_speed --offerings 20000` measures one size (or several) and writes
`benchmarks/results/search_speed.md` with that size's figures new and the others as they were.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from textwrap import fill
from typing import Any

from benchmarks import costs
from benchmarks.checking import check
from benchmarks.corpus import batches
from benchmarks.figures import p50_p95, table, timed
from benchmarks.oracle import Oracle
from benchmarks.pairing import ROUNDS, Times, anew, ask, warm
from benchmarks.peers.all import ENTRANTS, OURS
from benchmarks.peers.ours import Ours
from benchmarks.peers.peer import Answer, Peer
from benchmarks.peers.postgresql import Postgresql
from benchmarks.questions import Question, questions

RESULTS = Path(__file__).parent / "results"
FIGURES, PAGE = RESULTS / "search_speed.json", RESULTS / "search_speed.md"
NEAREST = (OURS, "tantivy", "tantivy-nine", "tantivy-lean")  # peers in `make bench`: the others take many minutes
LOUD = 5  # so many differences of an engine are told
COSTS = ("build s", "build cpu s", "index MB", "RSS MB", "of it index MB", "first answer ms")
ABOUT = """# Search beside its peers

Made by `python -m benchmarks.search_speed --offerings N`: exact total, facets, the first 20 and nothing shown; one
process, warm; each peer is asked in turn with ours, question by question, so that a slow moment hits both. Ours stands
in the tables as it was beside the first of them; ratios are to what ours took beside the peer itself.

What is not the same, so that nobody is misled: **ours** understands the words (repairs, filters in words, concepts),
counts all 16 facets over runs (all filters of runs hold for one and the same run), and widens what finds fewer than
ten. Why each hit matched and which of its runs fit it works out when the page asks; that is not in the table but is
told below it. It keeps the words that it has looked up, which tantivy does not, and all rounds ask for the same words:
what a word costs when it is new shows in `first time p95`, over the round that warmed. No text is the same twice
(spaces at its end), so what was made of a text before is of no use. The **peers** have the values of runs reduced to
their offering, leave out at building what is closed, and require all words. The first **tantivy** counts the same 16
facets as ours, so that both do the same work; the others count 9 of them (kind, format, topic, city, mode, level,
audience, credential, provider): a row of its own says what tantivy then takes, out of the same
index. Its Python interface counts facets in a second pass over the matches, which its Rust interface would not need.
PostgreSQL is asked over a socket and ranks only the first 300 that match. Naive Whoosh is asked in one round.

Each question counts with its median over the rounds; `raw p95` is over all single answers and shows how busy the
machine was. `cpu` is the processor's time of the same answers, which a busy machine changes little, and `first time
p95` is counted so too; PostgreSQL computes in a process of its own, where that does not reach. Ratios (×) are ours to
the peer's: below 1 is quicker. `build` leaves out the making of documents; `RSS` is the share of memory (PSS) of a
process that holds this engine alone and has answered every question, with Python and the application's modules in it;
`of it index` came since before the index was opened.
"""


def measure(offerings: int, names: Sequence[str], rounds: int) -> dict[str, Any]:
    """The figures of one size."""
    with TemporaryDirectory() as home, ExitStack() as closing:
        peers: dict[str, Peer] = {}
        spent: dict[str, costs.Costs] = {}
        for name in names:
            folder = Path(home) / (ENTRANTS[name].built_as or name)
            peers[name] = ENTRANTS[name].make(folder)
            closing.callback(peers[name].close)
            spent[name] = costs.of(name, peers[name], offerings, folder)
            peers[name].open()
            print(name, spent[name], file=sys.stderr, flush=True)
        load = os.getloadavg()[0]
        asked = questions(offerings)
        first, answers = warm(peers, asked)
        times = ask(peers, asked, rounds)
        for name, peer in peers.items():
            if isinstance(peer, Postgresql):
                spent[name]["RSS MB"] = costs.resident(peer.backend())
        ours = peers[OURS]
        assert isinstance(ours, Ours)
        understood = {question.text: ours.understood(question.text) for question in asked}
        explaining = [timed(partial(ours.explain, question.text, dict(question.filters)))[0] for question in asked]
        understanding = [timed(partial(ours.understood, anew(text, rounds + 1)))[0] for text in understood]
    figures = _figures(times, first, spent) | {"load": [load, os.getloadavg()[0]], "rounds": rounds}
    figures |= {"understanding": p50_p95(understanding), "explaining": p50_p95(explaining)}
    return figures | _checked(Oracle(batches(offerings), understood), asked, answers)


def _figures(
    pairs: Mapping[str, Times], first: Mapping[str, float], spent: Mapping[str, costs.Costs]
) -> dict[str, Any]:
    """Ours stands there as it was beside the first of its peers."""
    engines = {}
    beside = next(iter(pairs.values()))
    times_of = {OURS: beside, **pairs}
    for name, times in times_of.items():
        p50, p95 = times.p50_p95(name)
        speed = {"p50": p50 * 1000, "p95": p95 * 1000, "mean": times.mean(name) * 1000}
        speed |= {"raw p95": times.raw_p95(name) * 1000, "first p95": first[name] * 1000}
        mine, its = times.computed(OURS), times.computed(name)
        speed |= {"cpu p50": its[0] * 1000, "cpu p95": its[1] * 1000}
        engines[name] = speed | spent[name] | {"ratios": times.ratios(OURS, name)}
        engines[name]["cpu ratios"] = [mine[0] / its[0], mine[1] / its[1]]
    sorts = {
        sort: [sum(one.sort == sort for one in beside.questions)]
        + [median(times.of_sort(name, sort)) * 1000 for name, times in times_of.items()]
        for sort in sorted({question.sort for question in beside.questions})
    }
    return {"engines": engines, "sorts": sorts, "unrest": beside.unrest(), "questions": len(beside.questions)}


def _checked(oracle: Oracle, asked: Sequence[Question], answers: Mapping[str, Sequence[Answer]]) -> dict[str, Any]:
    """Hold every answer against plain sets, after the measuring: the sets are large."""
    right = [oracle.ours(question.query) for question in asked]
    judged = check(oracle, asked, answers)
    for name, of in judged.items():
        for question, wrong in [(question, wrong) for question, wrong in of.items() if wrong][:LOUD]:
            print(f"DIFFERENT: {name}: {question}: {wrong}", file=sys.stderr)
    return {
        "judged": {name: len(of) for name, of in judged.items()},
        "wrong": {name: sum(map(bool, of.values())) for name, of in judged.items()},
        "widened": sum(one.loose for one in right),
        "totals": sorted(one.total for one in right),
    }


def page(sizes: Mapping[str, Any]) -> str:
    """The whole page in Markdown."""
    return ABOUT + "".join(_section(int(size), sizes[size]) for size in sorted(sizes, key=int))


def _section(offerings: int, figures: Mapping[str, Any]) -> str:
    engines, totals = figures["engines"], figures["totals"]
    rows = [
        [ENTRANTS[name].title, *(one[key] for key in ("p50", "p95", "mean", "raw p95", "first p95")), *one["ratios"]]
        for name, one in engines.items()
    ]
    speed = table(["", "p50 ms", "p95 ms", "mean ms", "raw p95", "first time p95", "p50 ×", "p95 ×", "paired ×"], rows)
    computed = [[ENTRANTS[name].title, *_computed(one)] for name, one in engines.items() if "cpu p50" in one]
    if computed:
        speed += "\n\n" + table(["", "cpu p50 ms", "cpu p95 ms", "cpu p50 ×", "cpu p95 ×"], computed)
    spent = table(["", *COSTS], [[name, *(one.get(key, "") for key in COSTS)] for name, one in engines.items()])
    sorts = table(["p50 ms", "questions", *engines], [[sort, *row] for sort, row in figures["sorts"].items()])
    said = (
        f"{_verdict(figures)} Of {figures['questions']} questions {figures['widened']} have words that fewer than ten "
        f"offerings have together: ours widens them. Totals: median {totals[len(totals) // 2]}, largest {totals[-1]}, "
        f"{totals.count(0)} with nothing. Understanding the words takes ours "
        f"{_milliseconds(figures['understanding'])} of it; {_explained(figures)}{figures['rounds']} rounds. "
        f"{_machine(figures)}"
    )
    return f"\n## {offerings:,} offerings\n\n{speed}\n\n{spent}\n\n{sorts}\n\n{fill(said, 120)}\n"


def _computed(one: Mapping[str, Any]) -> list[float]:
    return [one["cpu p50"], one["cpu p95"], *one["cpu ratios"]]


def _explained(figures: Mapping[str, Any]) -> str:
    if "explaining" not in figures:
        return ""
    return f"with why each hit matched and its runs a whole answer takes {_milliseconds(figures['explaining'])}. "


def _milliseconds(figures: Sequence[float]) -> str:
    return f"{figures[0]:.2f} ms at p50 and {figures[1]:.2f} at p95"


def _verdict(figures: Mapping[str, Any]) -> str:
    wrong, held = figures["wrong"], figures["judged"]
    ours = f"Totals and all facets of ours equal plain sets on {held[OURS] - wrong[OURS]} of {held[OURS]} questions"
    if wrong[OURS]:
        ours = f"**WRONG: ours differs from plain sets on {wrong[OURS]} of {held[OURS]} questions**"
    others = ", ".join(f"{name} {held[name] - wrong[name]} of {held[name]}" for name in wrong if name != OURS)
    return f"{ours}; the peers' where they mean the same: {others}."


def _machine(figures: Mapping[str, Any]) -> str:
    p50, p95 = figures["unrest"]
    return (
        f"{figures['when']}, {os.cpu_count()} cores, load {figures['load'][0]:.1f} before and {figures['load'][1]:.1f} "
        f"after; a bare loop timed beside each question took {p50:.2f} times its quickest at the median and {p95:.2f} "
        "at p95: that is the machine's noise."
    )


def report(offerings: int = 20_000) -> str:
    """The whole page, this size beside the best of the peers measured anew."""
    return noted({str(offerings): sized(offerings, NEAREST, ROUNDS)})


def sized(offerings: int, engines: Sequence[str], rounds: int) -> dict[str, Any]:
    """The figures of one size, by the engines that are not too slow for it."""
    names = [name for name in engines if name == OURS or offerings <= ENTRANTS[name].most]
    when = f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {platform.machine()}"
    return measure(offerings, list(dict.fromkeys((OURS, *names))), rounds) | {"when": when}


def noted(sizes: Mapping[str, Any]) -> str:
    """Write the figures down beside those of other sizes. :returns: the page of all."""
    kept = json.loads(FIGURES.read_text()) if FIGURES.exists() else {}
    FIGURES.write_text(json.dumps(kept | sizes, indent=1) + "\n")
    whole = page(kept | sizes)
    PAGE.write_text(whole, "utf-8")
    return whole


def main() -> int:
    """:returns: 1 where ours was wrong, or `--gate` is asked for and ours is slower than tantivy."""
    reading = argparse.ArgumentParser(description=__doc__)
    reading.add_argument("--offerings", type=int, nargs="+", default=[20_000])
    reading.add_argument("--engines", nargs="+", choices=list(ENTRANTS), default=list(ENTRANTS))
    reading.add_argument("--rounds", type=int, default=ROUNDS)
    reading.add_argument("--gate", action="store_true", help="fail where ours is slower than tantivy at p50 or p95")
    reading.add_argument("--dry", action="store_true", help="print the figures, write nothing")
    options = reading.parse_args()
    sizes: dict[str, Any] = {}
    for offerings in options.offerings:
        sizes[str(offerings)] = sized(offerings, options.engines, options.rounds)
    if not options.dry:
        noted(sizes)
    print(page(sizes))
    return int(any(map(_fails, sizes.values(), [options.gate] * len(sizes))))


def _fails(figures: Mapping[str, Any], gate: bool) -> bool:
    tantivy = figures["engines"].get("tantivy", {"cpu ratios": (0.0, 0.0)})
    return figures["wrong"][OURS] > 0 or (gate and max(tantivy["cpu ratios"]) > 1)


if __name__ == "__main__":
    sys.exit(main())
