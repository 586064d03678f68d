"""How much of what a listing may say it says, and what would help readers most next."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from catalogue.offerings.models import Offering


@dataclass(frozen=True)
class Worth:
    """Something a listing may say. :ivar columns: any of them is enough; :ivar value: how much it helps a reader."""

    columns: tuple[str, ...]
    value: int
    words: LazyString

    @property
    def field(self) -> str:
        """The field of the editor that it is entered in."""
        return self.columns[0]


WORTH = (
    Worth(("summary_ar",), 8, _l("A summary in Arabic")),
    Worth(("summary_en",), 8, _l("A summary in English")),
    Worth(("learn_ar", "learn_en"), 8, _l("What people will learn")),
    Worth(("title_ar",), 7, _l("A title in Arabic")),
    Worth(("title_en",), 7, _l("A title in English")),
    Worth(("who_for_ar", "who_for_en"), 6, _l("Who it is for")),
    Worth(("description_ar", "description_en"), 6, _l("A description")),
    Worth(("level",), 4, _l("The level")),
    Worth(("hours",), 4, _l("How many hours it takes")),
    Worth(("bring_ar", "bring_en"), 3, _l("What to bring")),
    Worth(("assessed_ar", "assessed_en"), 2, _l("How it is assessed")),
    Worth(("image",), 1, _l("A picture")),
)
WHOLE = sum(one.value for one in WORTH)


@dataclass(frozen=True)
class Completeness:
    """:ivar percent: of what it may say, weighed by how much it helps; :ivar missing: the most helpful first."""

    percent: int
    missing: tuple[Worth, ...]


def completeness(offering: Offering) -> Completeness:
    missing = tuple(one for one in WORTH if not any(getattr(offering, column) for column in one.columns))
    return Completeness(100 - round(100 * sum(one.value for one in missing) / WHOLE), missing)
