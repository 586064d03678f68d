"""Every public offering as a file of the exchange format: all that reading it in again needs, links for joining too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from catalogue.offerings.exchange.writing import line_of
from catalogue.offerings.queries.exchange import public_offerings


def export_file(path: Path, progress: Callable[[int], None] | None = None) -> int:
    """Write every public offering, one a line. The file appears only when it is complete.

    :returns: how many there are.
    """
    unfinished = path.with_name(path.name + ".part")
    count = 0
    with unfinished.open("w", encoding="utf-8", newline="\n") as file:
        for offering in public_offerings():
            file.write(line_of(offering))
            count += 1
            if progress:
                progress(1)
    unfinished.replace(path)
    return count
