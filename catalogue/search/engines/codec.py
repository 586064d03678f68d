"""How Whoosh writes and reads our files: a codec, by the interface that Whoosh has for such.

The schema has one field of terms and one of stored texts. There are no lengths: the weights hold them already.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import count
from typing import Any

import numpy as np
from whoosh.codec.base import FieldWriter, PerDocumentWriter, TermsReader
from whoosh.codec.whoosh3 import W3Codec, W3PerDocReader
from whoosh.matching import ListMatcher
from whoosh.reading import TermInfo, TermNotFound

from catalogue.search.bitmaps import Ids
from catalogue.search.engines.lists import Lists, ListsWriter
from catalogue.search.engines.postings import Kinds, Posted
from catalogue.search.engines.texts import Texts, TextsWriter

TERMS, WORDS = "terms", "words"
LISTS_FILE, TEXTS_FILE = ".lists", ".texts"

Name = tuple[str, bytes]  # the field, and the term


class Codec(W3Codec):  # type: ignore[misc]
    """What is not said here is as in the codec that Whoosh brings: above all, what a segment is."""

    length_stats = False

    def field_writer(self, storage: Any, segment: Any) -> TermsWriter:
        return TermsWriter(segment.create_file(storage, LISTS_FILE))

    def terms_reader(self, storage: Any, segment: Any) -> Terms:
        return Terms(segment.open_file(storage, LISTS_FILE).raw_file())

    def per_document_writer(self, storage: Any, segment: Any) -> StoredWriter:
        return StoredWriter(segment.create_file(storage, TEXTS_FILE))

    def per_document_reader(self, storage: Any, segment: Any) -> Stored:
        return Stored(storage, segment)


class TermsWriter(FieldWriter):  # type: ignore[misc]
    """Writes terms, posting by posting as Whoosh does, or each at once."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self._lists = ListsWriter(file)
        self.code_of: defaultdict[tuple[float, int], int] = defaultdict(count().__next__)  # of weight and fields
        self.is_closed = False

    def write(self, term: str, posted: Posted) -> None:
        """A term with all its postings. Terms come in their order."""
        self._lists.add(term.encode(), posted)

    def start_field(self, fieldname: str, fieldobj: Any) -> None:
        """There is but one."""

    def start_term(self, text: bytes) -> None:
        self._term = text
        self._numbers: list[int] = []
        self._codes: list[int] = []

    def add(self, docnum: int, weight: float, vbytes: bytes, length: int) -> None:
        self._numbers.append(docnum)
        self._codes.append(self.code_of[weight, vbytes[0]])

    def finish_term(self) -> None:
        self._lists.add(self._term, Posted(np.array(self._numbers, np.int32), np.array(self._codes, np.uint32)))

    def close(self) -> None:
        weights, fields = zip(*self.code_of, strict=True) if self.code_of else ((), ())
        self._lists.finish(Kinds(np.array(weights, np.float32), np.array(fields, np.uint8)))
        self._file.close()
        self.is_closed = True


class Terms(TermsReader):  # type: ignore[misc]
    """The terms of a segment."""

    def __init__(self, file: Any) -> None:
        self.lists = Lists(file)

    def __contains__(self, term: Name) -> bool:
        return self._at(*term) is not None

    def _at(self, field: str, text: bytes) -> int | None:
        return self.lists.find(text) if field == TERMS else None

    def _found(self, field: str, text: bytes) -> int:
        at = self._at(field, text)
        if at is None:
            raise TermNotFound(f"{field}:{text!r}")
        return at

    def indexed_field_names(self) -> tuple[str, ...]:
        return (TERMS,)

    def terms(self) -> Iterator[Name]:
        return self.terms_from(TERMS, b"")

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[Name]:
        if fieldname == TERMS:
            for _, term in self.lists.terms_from(prefix):
                yield TERMS, term

    def items(self) -> Iterator[tuple[Name, TermInfo]]:
        return self.items_from(TERMS, b"")

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[Name, TermInfo]]:
        return ((name, self.term_info(*name)) for name in self.terms_from(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        numbers, weights, _ = self._columns(self._found(fieldname, text))
        return TermInfo(
            weight=sum(weights), df=len(numbers), maxweight=max(weights), minid=numbers[0], maxid=numbers[-1]
        )

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        return self.lists.size_of(self.lists.record_at(self._found(fieldname, text)))

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> ListMatcher:
        numbers, weights, fields = self._columns(self._found(fieldname, text))
        values = [bytes((bits,)) for bits in fields]
        info = self.term_info(fieldname, text)
        return ListMatcher(numbers, weights, values, format_, scorer, term=(fieldname, text), terminfo=info)

    def _columns(self, at: int) -> tuple[list[int], list[float], list[int]]:
        posted, kinds = self.lists.posted(self.lists.record_at(at)), self.lists.kinds
        return posted.numbers.tolist(), kinds.weights[posted.codes].tolist(), kinds.fields[posted.codes].tolist()

    def close(self) -> None:
        self.lists.file.close()


class StoredWriter(PerDocumentWriter):  # type: ignore[misc]
    """Writes the texts of documents."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self._texts = TextsWriter(file)
        self.is_closed = False

    def start_doc(self, docnum: int) -> None:
        self._text = ""

    def add_field(self, fieldname: str, fieldobj: Any, value: str | None, length: int) -> None:
        if fieldname == WORDS:
            self._text = value or ""

    def finish_doc(self) -> None:
        self._texts.add(self._text)

    def reorder(self, order: Ids) -> None:
        """Let the documents stand in another order than they came in. :param order: as they came, in the new one."""
        self._texts.reorder(order)

    def close(self) -> None:
        self._texts.finish()
        self._file.close()
        self.is_closed = True


class Stored(W3PerDocReader):  # type: ignore[misc]
    """The texts of a segment's documents, and which of them are deleted."""

    def __init__(self, storage: Any, segment: Any) -> None:
        super().__init__(storage, segment)
        self.texts = Texts(segment.open_file(storage, TEXTS_FILE).raw_file())

    def stored_fields(self, docnum: int) -> dict[str, str]:
        return {WORDS: self.texts.text(docnum)}

    def has_column(self, fieldname: str) -> bool:
        return False

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        return default

    def close(self) -> None:
        self.texts.file.close()
