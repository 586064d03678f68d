"""Writing a segment and naming it in a commit: with columns of facts beside it, and a manifest of all files."""

from __future__ import annotations

import json
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.index import TOC, clean_files

from catalogue.search.bitmaps import Ids
from catalogue.search.engines import internals
from catalogue.search.engines.columns import Columns, Gathering
from catalogue.search.engines.entries import Entry
from catalogue.search.engines.filenames import BESIDE, columns_file, manifest_name
from catalogue.search.engines.seals import digest_of, write_safely


class Writer(internals.BulkWriter):
    """A writer that keeps columns of facts beside each segment, and makes its files safe before they are named."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.facts = Gathering()
        self._merged: list[Columns] = []

    def add_entry(self, entry: Entry) -> None:
        self.add(entry.terms, entry.words)
        self.facts.add(entry.document)

    def add_reader(self, reader: Any) -> None:
        columns = Columns.from_bytes(columns_file(self._folder, reader.segment().segment_id()).read_bytes())
        gone = np.array(sorted(reader.segment().deleted_docs()), np.int32)
        self._merged.append(columns.only(np.setdiff1d(np.arange(columns.size, dtype=np.int32), gone)))
        super().add_reader(reader)

    @property
    def _folder(self) -> Path:
        return Path(self.storage.folder)

    def order(self) -> Ids:
        """As those who read them want them: then they need not be put in order each time."""
        return self._columns.order()

    @cached_property
    def _columns(self) -> Columns:
        return Columns.joined([self.facts.columns(), *self._merged])

    def _finalize_segment(self) -> Any:
        segment = super()._finalize_segment()
        columns = self._columns.only(self.order()) if internals.KNOWN else self._columns
        columns_file(self._folder, segment.segment_id()).write_bytes(columns.to_bytes())
        return segment

    def _commit_toc(self, segments: list[Any]) -> None:
        folder = self._folder
        names = {segment.segment_id() for segment in segments}
        before = json.loads((folder / manifest_name(self.generation - 1)).read_bytes())
        manifest = {name: before[name] for name in BESIDE if name in before}
        for path in sorted(folder.iterdir()):
            if path.name.split(".")[0] in names:
                manifest[path.name] = before.get(path.name) or digest_of(path)
        contents = folder / TOC._filename(self.indexname, self.generation)
        written = internals.contents(self, segments)
        manifest[contents.name] = len(written), sha256(written).hexdigest()
        write_safely(folder / manifest_name(self.generation), json.dumps(manifest).encode())
        write_safely(contents, written)  # from here on the commit is the newest one
        clean_files(self.storage, self.indexname, self.generation, segments)
        for path in folder.glob("manifest-*"):
            if path.name != manifest_name(self.generation):
                path.unlink(missing_ok=True)
