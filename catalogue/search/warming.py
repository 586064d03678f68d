"""Reading the language files once, before a server parts into workers: they share the memory, and nobody waits."""

from __future__ import annotations

from catalogue.search import suggest
from catalogue.search.understanding import telling, wishes
from catalogue.search.understanding.glossary import of_the_project


def warm() -> None:
    """Read lexicon, concepts, glossary, needs, phrases and what suggestions complete."""
    of_the_project()
    telling.every_key()
    wishes.phrases()
    suggest.searches()
