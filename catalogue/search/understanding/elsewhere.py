"""What is asked for that no catalogue of learning has: things to buy, tickets, news, results, papers, appointments.

A row of `elsewhere.csv` names it. Who wants to learn about it says so (a course in booking tickets).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from catalogue.search.understanding.telling import Heard, Met, met

FILE = "elsewhere.csv"


def asked_elsewhere(heard: Sequence[Heard]) -> Iterator[Met]:
    """What of that a text asks for; nothing where it asks for something to learn.

    :param heard: what each of its words may say.
    """
    return iter(()) if any(word.learning for word in heard) else met(FILE, heard)
