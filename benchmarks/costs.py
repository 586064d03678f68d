"""What an engine costs apart from its answers, each measured in a process of its own: building, disk, memory.

`python -m benchmarks.costs build|warm ENGINE OFFERINGS FOLDER` prints one line of JSON.
"""

from __future__ import annotations

import gc
import json
import subprocess
import sys
from pathlib import Path

from benchmarks.corpus import batches
from benchmarks.figures import timed
from benchmarks.peers.all import ENTRANTS
from benchmarks.peers.peer import Peer
from benchmarks.questions import questions

Costs = dict[str, float]


def of(name: str, peer: Peer, offerings: int, folder: Path) -> Costs:
    """Build the engine's index, where it has one of its own, and see what it takes. The peer is not open yet."""
    entrant = ENTRANTS[name]
    if entrant.in_process:
        built = {} if entrant.built_as else _in_child("build", name, offerings, folder)
        return built | _in_child("warm", name, offerings, folder)
    return _build(peer, offerings)


def resident(pid: int | str = "self") -> float:
    """The memory of a process in MB: what is its own, and its share of what it has together with others."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1000


def _in_child(step: str, name: str, offerings: int, folder: Path) -> Costs:
    command = [sys.executable, "-m", "benchmarks.costs", step, name, str(offerings), str(folder)]
    found: Costs = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return found


def _build(peer: Peer, offerings: int) -> Costs:
    wall, cpu = timed(lambda: peer.build(batches(offerings)))
    making = timed(lambda: [None for _ in batches(offerings)])  # the documents themselves are not the engine's cost
    return {"build s": wall - making[0], "build cpu s": cpu - making[1], "index MB": peer.megabytes()}


def _warm(peer: Peer, offerings: int) -> Costs:
    """Memory after every question was answered, and how much of it came with the index."""
    asked = [(question.text, dict(question.filters)) for question in questions(offerings)]
    gc.collect()
    before = resident()
    opening, _ = timed(peer.open)
    peer.search("", {})
    ready = opening + timed(lambda: peer.search(*asked[0]))[0]
    for text, filters in asked:
        peer.search(text, filters)
    gc.collect()
    return {"RSS MB": resident(), "of it index MB": resident() - before, "first answer ms": ready * 1000}


def main(step: str, name: str, offerings: str, folder: str) -> None:
    peer = ENTRANTS[name].make(Path(folder))
    print(json.dumps((_build if step == "build" else _warm)(peer, int(offerings))))


if __name__ == "__main__":
    main(*sys.argv[1:])
