"""What is read of an index: the generation in use, noticed anew within a tenth of a second of a change."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, partial
from threading import Lock

from catalogue.core.garbage import give_back
from catalogue.search.bitmaps import positions
from catalogue.search.engines.entries import PROVIDER, SURFACE
from catalogue.search.engines.folder import IndexFolder
from catalogue.search.engines.leaf import Leaf
from catalogue.search.engines.numbering import Numbering
from catalogue.search.engines.part import Part, is_about
from catalogue.search.engines.segment import Places, Segment
from catalogue.search.engines.store import Store
from catalogue.search.port import IndexUnusable
from catalogue.search.stems import forget_words
from catalogue.search.understanding.glossary import of_the_project, together
from catalogue.search.understanding.mining import Translations
from catalogue.search.understanding.understand import understand
from catalogue.search.understanding.understood import Understood
from catalogue.search.understanding.vocabulary import Vocabulary
from catalogue.search.understanding.wishes import Phrases
from catalogue.search.understanding.words import Words

POLL_SECONDS = 0.1
MOST_TEXTS = 2_000
TRIES, BETWEEN_TRIES_SECONDS = 4, 0.03  # a writer may replace files just while they are opened


@dataclass(frozen=True)
class Generation:
    """A state of the index, unchanging: what a request reads from its beginning to its end."""

    name: str
    parts: tuple[Part, ...]
    known: Numbering
    translations: Callable[[], Translations]
    place_names: Phrases  # which are read as filters

    @cached_property
    def vocabulary(self) -> Vocabulary:
        leaves = [part.segment.leaf for part in self.parts]
        return Vocabulary(
            has=lambda term: any(leaf.record(term) is not None for leaf in leaves),
            words=lambda: [word for leaf in leaves for word in leaf.terms(SURFACE)],
            names=lambda: {name for leaf in leaves for name, _ in leaf.terms(PROVIDER)},
            translations=self.translations,
            is_about=lambda way: any(is_about(part, way) for part in self.parts),
        )

    def understood(self, text: str, *, literal: bool) -> Understood:
        """What a text asks for; the same object for the same text."""
        kept = self._texts.get((text, literal))
        if kept is None:
            if len(self._texts) >= MOST_TEXTS:
                self._texts.clear()
            kept = self._texts[text, literal] = understand(text, self._words, literal=literal)
        return kept

    @cached_property
    def _words(self) -> Words:
        return Words(self.vocabulary, self.place_names)

    @cached_property
    def _texts(self) -> dict[tuple[str, bool], Understood]:
        return {}

    def versions(self) -> Mapping[int, int]:
        """Offering id → version, of all documents that are there."""
        found: dict[int, int] = {}
        for part in self.parts:
            numbers = positions(part.live)
            ids, versions = part.segment.ids[numbers].tolist(), part.segment.versions[numbers].tolist()
            found.update(zip(ids, versions, strict=True))
        return found


class Reading:
    """Keeps the generation in use at hand, with what was already made ready of its segments."""

    def __init__(self, folder: IndexFolder, places: Places, place_names: Phrases) -> None:
        self._folder = folder
        self._places = places
        self._place_names = place_names
        self._known = Numbering()
        self._lock = Lock()
        self._looked_at = float("-inf")
        self._current: Generation | IndexUnusable | None = None
        self._store: tuple[str, Store, Callable[[], Translations]] | None = None

    def now(self) -> Generation:
        """The generation in use.

        :raises IndexUnusable: there is none, or its files are not as they were written.
        """
        if time.monotonic() - self._looked_at >= POLL_SECONDS:
            with self._lock:
                if time.monotonic() - self._looked_at >= POLL_SECONDS:
                    self._look()
        current = self._current
        if isinstance(current, Generation):
            return current
        raise IndexUnusable(*current.args if current else ())

    def look_again(self) -> None:
        """Notice a change at the next question, however soon it comes."""
        self._looked_at = float("-inf")

    def _look(self) -> None:
        tries = 1 if isinstance(self._current, IndexUnusable) else TRIES  # what is broken stays so for a while
        for left in reversed(range(tries)):
            try:
                self._current = self._read()
                break
            except IndexUnusable as error:
                self._store = None
                if left:
                    time.sleep(BETWEEN_TRIES_SECONDS)
                else:
                    self._current = error
        self._looked_at = time.monotonic()

    def _read(self) -> Generation:
        folder = self._folder.current()
        if self._store is None or self._store[0] != folder:
            # What the texts taught stays as it is until a rebuild, which writes another folder.
            opened = self._folder.store(folder)
            self._store = (folder, opened, cache(partial(self._translations, opened)))
        _folder, store, translations = self._store
        name = f"{folder}.{store.latest()}"
        if isinstance(self._current, Generation) and self._current.name == name:
            return self._current
        known = {part.segment.leaf.name: part.segment for part in getattr(self._current, "parts", ())}
        parts = tuple(self._part(leaf, known) for leaf in store.leaves())
        give_back()  # opening takes as much again as stays
        return Generation(name, parts, self._known, translations, self._place_names)

    def _translations(self, store: Store) -> Translations:
        every = together(of_the_project(), self._folder.learned(store))
        forget_words()
        return every

    def _part(self, leaf: Leaf, known: Mapping[str, Segment]) -> Part:
        """A segment with what is still there of it. What is known of it is kept; only the deletions are new."""
        segment = known.get(leaf.name)
        if segment is None:
            segment = Segment(leaf, self._places, self._known)
        else:
            leaf.close()
        return Part(segment, segment.live(leaf.deleted))
