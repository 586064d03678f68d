"""The steps that programmes consist of: each another offering, found by its provider's and its own reference."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from flask_babel import lazy_gettext as _l

from catalogue.core.db import db, transaction
from catalogue.offerings.exchange.pictures import Picture, picture_of
from catalogue.offerings.exchange.problems import Problem, quoted
from catalogue.offerings.exchange.shape import Listing, Raw
from catalogue.offerings.models import Offering, ProgrammeStep
from catalogue.offerings.queries.exchange import Key, ids_by_key, never_public, offerings_by_key
from catalogue.offerings.services.by_file import IS_OVER, NOT_VOUCHED_FOR, may_change
from catalogue.offerings.services.taking import Outcome, Taken


@dataclass
class Programme:
    """A listing that names steps, and what became of them."""

    listing: Listing
    unchanged_before: bool
    changed: bool = False
    problems: list[Problem] = field(default_factory=list)
    raw: Raw = field(default_factory=lambda: Raw(0, None))
    after: Picture | None = None
    offering_id: int | None = None

    def taken(self) -> Taken:
        """What became of its steps, for whoever keeps a record."""
        outcome = Outcome.UPDATED if self.changed else Outcome.UNCHANGED
        return Taken(self.raw, None, outcome, self.problems, after=self.after, offering_id=self.offering_id)

    @property
    def key(self) -> Key:
        return self.listing.provider, self.listing.reference

    @property
    def wanted(self) -> list[Key]:
        """The keys of its steps; one without a provider is the programme's own provider's."""
        return [(step.provider or self.listing.provider, step.reference) for step in self.listing.steps or ()]

    @property
    def of_others(self) -> list[Key]:
        return [key for key in self.wanted if key[0] != self.listing.provider]


@transaction
def store_steps(
    programmes: list[Programme],
    in_file: set[Key],
    *,
    write: bool,
    pictures: bool = False,
    own_file: bool = False,
    now: datetime,
) -> list[Programme]:
    """Bring the steps of programmes to what their listings say.

    :param in_file: offerings of the same file: in a dry run they are not stored, but not unknown either.
    :param pictures: keep what each that changed is afterwards.
    :param own_file: a provider's file brings them: it does what that provider may do.
    :returns: the programmes, with what changed and which steps nobody offers (those are left out).
    """
    all_ids = ids_by_key([key for programme in programmes for key in programme.wanted])
    secret = never_public([key for programme in programmes for key in programme.of_others]) - in_file
    rows = offerings_by_key([programme.key for programme in programmes], lock=write, pictured=pictures)
    for programme in programmes:
        programme.problems.clear()
        offering = rows.get(programme.key)
        ids = _named(all_ids, secret, offering)
        unknown = [key for key in programme.wanted if key not in ids and (write or key not in in_file)]
        programme.problems.extend(_unknown(programme, key) for key in unknown)
        if offering is None:
            continue
        programme.offering_id = offering.id
        vouched_for = not own_file or may_change(offering.provider, offering.state)
        if why := IS_OVER.get(offering.state, None if vouched_for else NOT_VOUCHED_FOR):
            if _would_change(offering, programme, ids, in_file):
                programme.problems.append(Problem(programme.listing.row, "steps", why, refused=False))
            continue
        if not write:
            programme.changed = _would_change(offering, programme, ids, in_file)
            continue
        wanted = [ids[key] for key in programme.wanted if key in ids and ids[key] != offering.id]
        programme.changed = _set_steps(offering, wanted, now)
        if pictures and programme.changed:
            programme.after = picture_of(offering, fresh=True)
    return programmes


def _named(ids: dict[Key, int], secret: set[Key], offering: Offering | None) -> dict[Key, int]:
    """What the programme may name: of what others have not shown to anybody, only what is a step of it already."""
    known = {link.step_id for link in offering.steps} if offering else set()
    return {key: number for key, number in ids.items() if key not in secret or number in known}


def _would_change(offering: Offering, programme: Programme, ids: dict[Key, int], in_file: set[Key]) -> bool:
    """In a dry run: a step that the same file brings has no id yet, and is one that is not there."""
    if any(key not in ids and key in in_file for key in programme.wanted):
        return True
    wanted = [ids[key] for key in programme.wanted if key in ids and ids[key] != offering.id]
    return [link.step_id for link in offering.steps] != wanted


def _unknown(programme: Programme, key: Key) -> Problem:
    message = _l("There is no offering “%(value)s” here, so this step was left out.", value=quoted(key[1]))
    return Problem(programme.listing.row, "steps", message, refused=False)


def _set_steps(offering: Offering, wanted: list[int], now: datetime) -> bool:
    if [link.step_id for link in offering.steps] == wanted:
        return False
    offering.steps = [ProgrammeStep(step_id=step_id, position=number) for number, step_id in enumerate(wanted)]
    offering.changed_at = now
    db.session.flush()
    return True
