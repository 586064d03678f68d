"""The same mistake in several listings of a file: found once, so that it can be mended once."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from sqlalchemy import select

from catalogue.core.db import db
from catalogue.offerings.uploads.allowed import plain
from catalogue.offerings.uploads.cells import PAIRS
from catalogue.offerings.uploads.models import Upload, UploadItem
from catalogue.offerings.uploads.rules import SHOWN_VALUE

LOOKED_AT = 20_000
"""Refusals that are looked through for those that repeat themselves."""
MOST = 20
"""Mistakes on one page: the most frequent ones."""
OF_ITS_OWN = {"reference", "run_reference", *PAIRS}
"""Fields in which no two listings say the same, or of which one in either language is enough."""
INDEX = re.compile(r"\[\d+\]")


@dataclasses.dataclass
class Same:
    """One mistake. :ivar position: of the first listing that has it. :ivar rows: of all of them, in their order."""

    name: str
    field: str
    value: str
    words: Mapping[str, str]
    position: int
    listings: set[int] = dataclasses.field(default_factory=set)
    rows: list[int] = dataclasses.field(default_factory=list)


def name_of_mistake(problem: Mapping[str, Any]) -> str:
    """The same for the same mistake: the field wherever it stands, what is in it, what is said of it; "" of others."""
    found = problem.get("found", "")
    if not (problem["refused"] and problem.get("mend")) or len(found) > SHOWN_VALUE:
        return ""
    if plain(problem["field"]) in OF_ITS_OWN:
        return ""
    about = "\0".join((INDEX.sub("[]", problem["field"]), found, problem["words"]["en"]))
    return "s-" + sha256(about.encode("utf-8", "replace")).hexdigest()[:16]


def same_mistakes(upload: Upload) -> list[Same]:
    """Those that stand in more than one listing, the most frequent first."""
    found: dict[str, Same] = {}
    for position, problem in _refusals(upload):
        if name := name_of_mistake(problem):
            new = Same(name, problem["field"], problem["found"], problem["words"], position)
            one = found.setdefault(name, new)
            one.listings.add(position)
            one.rows.append(problem["row"])
    several = [one for one in found.values() if len(one.listings) > 1]
    return sorted(several, key=lambda one: -len(one.listings))[:MOST]


def _refusals(upload: Upload) -> Iterator[tuple[int, Mapping[str, Any]]]:
    faulty = select(UploadItem.position, UploadItem.problems)
    faulty = faulty.where(UploadItem.upload_id == upload.id, UploadItem.errors > 0).order_by(UploadItem.position)
    number = 0
    for position, problems in db.session.execute(faulty, execution_options={"yield_per": 100}).tuples():
        for problem in problems:
            number += 1
            yield position, problem
        if number > LOOKED_AT:
            return
