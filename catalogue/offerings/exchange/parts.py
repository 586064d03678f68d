"""The XML parts of a workbook, read as a stream. No tree of them stands in memory: what was not asked for is let go of
where it stands, and what was asked for is cut at the length that anybody may use.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import IO, NamedTuple
from xml.parsers import expat

from catalogue.offerings.exchange.workbook import WorkbookHidesDeclarations, WorkbookUnpacksTooLarge

LONGEST_TEXT = 40_000
"""Letters of one text; of a longer one so many and one more are kept."""
MOST_AT_ONCE = 1_000_000
"""Bytes without anything new: a name, an attribute or a remark of that length."""
MOST_INSIDE = 100_000
"""Elements between two that were asked for."""
MOST_ELEMENTS = 30_000_000
MOST_NAMES, LONGEST_NAME, DEEPEST = 5_000, 300, 40
"""The parser keeps every name that it met, and every element that is open."""
CHUNK = 1 << 16

Wanted = Mapping[str, tuple[str, ...]]
"""Where an element stands → where in it its texts stand; () where its attributes are enough."""


class Found(NamedTuple):
    where: str
    attributes: Mapping[str, str]
    texts: Mapping[str, str]
    """By their places in the element, those alone that are there."""


def elements(part: IO[bytes], wanted: Wanted, *, end: str = "") -> Iterator[Found]:
    """What was asked for, in the order of the part: attributes as soon as the element begins, texts when it has ended.

    :param end: where reading is over. :raises FileRefused: it is made to do harm.
    """
    stream = _Stream(wanted, end)
    while not stream.over:
        chunk = part.read(CHUNK)
        stream.feed(chunk)
        yield from stream.found
        stream.found.clear()


class _Stream:
    """What expat tells, and how much of it."""

    def __init__(self, wanted: Wanted, end: str) -> None:
        self.found: list[Found] = []
        self.over = False
        self._wanted, self._end = wanted, end
        self._inside = {f"{outer}/{inner}": inner for outer, places in wanted.items() for inner in places}
        self._way = [""]
        self._attributes: Mapping[str, str] = {}
        self._texts: dict[str, list[str]] = {}
        self._text: list[str] | None = None
        self._letters = self._since = self._unasked = self._elements = 0
        self._spaces: set[str | None] = set()
        self._names: dict[str, str] = {}
        parser = expat.ParserCreate(namespace_separator="}", intern=self._names)
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._begin, self._finish
        parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = self._letter, self._declared
        parser.StartNamespaceDeclHandler = self._space
        self._parser = parser

    def feed(self, chunk: bytes) -> None:
        self._since += len(chunk)
        self._parser.Parse(chunk, not chunk)
        if self._since > MOST_AT_ONCE or max(len(self._names), len(self._spaces)) > MOST_NAMES:
            raise WorkbookUnpacksTooLarge
        self.over = self.over or not chunk

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        self._since = 0
        self._unasked += 1
        self._elements += 1
        if len(name) > LONGEST_NAME or len(self._way) > DEEPEST or self._unasked > MOST_INSIDE:
            raise WorkbookUnpacksTooLarge
        if self._elements > MOST_ELEMENTS:
            raise WorkbookUnpacksTooLarge
        where = f"{self._way[-1]}/{name.rpartition('}')[2]}" if len(self._way) > 1 else name.rpartition("}")[2]
        self._way.append(where)
        if (texts := self._wanted.get(where)) is not None:
            self._unasked = 0
            if not texts:
                self.found.append(Found(where, attributes, {}))
                return
            self._attributes, self._texts, self._letters = attributes, {}, 0
        elif (inner := self._inside.get(where)) is not None:
            self._text = self._texts.setdefault(inner, [])

    def _finish(self, _name: str) -> None:
        self._since = 0
        where = self._way.pop()
        if self._wanted.get(where):
            texts = {inner: "".join(pieces)[: LONGEST_TEXT + 1] for inner, pieces in self._texts.items()}
            self.found.append(Found(where, self._attributes, texts))
        elif where in self._inside:
            self._text = None
        self.over = self.over or where == self._end

    def _letter(self, text: str) -> None:
        self._since = 0
        if self._text is not None and self._letters <= LONGEST_TEXT:
            self._letters += len(text)
            self._text.append(text)

    def _declared(self, *_about: object) -> None:
        raise WorkbookHidesDeclarations

    def _space(self, prefix: str | None, _address: str) -> None:
        self._spaces.add(prefix)
