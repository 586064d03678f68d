"""What workers share is read before they part."""

from __future__ import annotations

from catalogue.search import suggest
from catalogue.search.understanding import glossary, telling, wishes
from catalogue.search.understanding.concepts import concepts
from catalogue.search.warming import warm


def test_everything_read_from_files_is_at_hand_afterwards() -> None:
    kept = (concepts, glossary.of_the_project, telling.every_key, wishes.phrases, suggest.searches)
    for one in kept:
        one.cache_clear()
    warm()
    assert [one.cache_info().currsize for one in kept] == [1] * len(kept)
