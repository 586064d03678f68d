"""Pictures that files and programs name by their address: fetched once, drawn anew, kept here. No page asks elsewhere.

What stands at the address later is not looked at: what was seen once cannot become something else unseen.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from sqlalchemy import Text, and_, cast, select

from catalogue.core.db import db, transaction
from catalogue.core.errors import DomainError
from catalogue.core.logs import log
from catalogue.offerings.editing.models import OfferingRevision
from catalogue.offerings.editing.rules import RevisionState
from catalogue.offerings.images.drawing import Drawn, bytes_of, drawn
from catalogue.offerings.images.models import ImageFetch
from catalogue.offerings.images.rules import key_of, may_be_shown
from catalogue.offerings.images.services import keep
from catalogue.offerings.models import Offering
from catalogue.offerings.rules import OVER, OfferingState
from catalogue.offerings.uploads.fetching import fetched
from catalogue.offerings.uploads.texts import in_both
from catalogue.providers.models import Provider
from catalogue.providers.rules import ProviderState

MOST_AT_ONCE = 50
"""Addresses that are asked in one round."""
SECONDS_FOR_ONE, SECONDS_A_ROUND = 30.0, 30.0
"""How long one address may take, and all those of one provider before the rest of them waits for the next round."""
SOON_AGAIN, LATE_AGAIN = timedelta(hours=8), timedelta(days=30)
SOON = 3
"""How often an address that gives nothing is asked soon again."""
WAITING = OfferingRevision.state == RevisionState.OPEN


@dataclass(frozen=True)
class Wanted:
    """A listing whose picture lies elsewhere."""

    offering_id: int
    provider_id: int
    url: str


def fetch_images(now: datetime) -> int:
    """Fetch what is due; who is slow keeps nobody else waiting for long. :returns: how many addresses were asked."""
    asked = 0
    met: set[tuple[int, str]] = set()
    spent: defaultdict[int, float] = defaultdict(float)
    for wanted in _in_turn(_due(now)):
        if asked == MOST_AT_ONCE:
            break
        known = _known(wanted) is not None
        if known or ((wanted.provider_id, wanted.url) not in met and spent[wanted.provider_id] < SECONDS_A_ROUND):
            began = monotonic()
            asked += _fetch(wanted, now)
            spent[wanted.provider_id] += monotonic() - began
            met.add((wanted.provider_id, wanted.url))
    return asked


def _due(now: datetime) -> Iterator[Wanted]:
    """Listings of verified providers that say what the picture shows and that those on it agreed, or propose to.

    An address that many listings of a provider name is asked for one of them, and waits for all.
    """
    waiting = select(Offering.provider_id, ImageFetch.url).join(Offering, Offering.id == ImageFetch.offering_id)
    waits = {(row.provider_id, row.url) for row in db.session.execute(waiting.where(ImageFetch.next_at > now))}
    rows = (
        select(Offering.id, Offering.provider_id, Offering.image, OfferingRevision.proposed)
        .join(Offering.provider)
        .outerjoin(OfferingRevision, and_(OfferingRevision.offering_id == Offering.id, WAITING))
        .where(
            Offering.image_key.is_(None),
            cast(Offering.image, Text) != "{}",
            Offering.state.not_in(OVER),
            Provider.state == ProviderState.VERIFIED,
        )
        .order_by(Offering.id)
    )
    for row in db.session.execute(rows):
        url = row.image.get("url")
        said = [row.image, _proposed(row.proposed, url)]
        if url and key_of(url) is None and any(map(may_be_shown, said)) and (row.provider_id, url) not in waits:
            yield Wanted(row.id, row.provider_id, url)


def _proposed(proposed: Mapping[str, Any] | None, url: str | None) -> Mapping[str, Any]:
    """What a proposal that waits says of the same picture: the office needs to see it before it says yes."""
    said: Mapping[str, Any] = (proposed or {}).get("image") or {}
    return said if said.get("url") == url else {}


def _in_turn(due: Iterable[Wanted]) -> list[Wanted]:
    """The first of each provider, then the second of each: nobody waits for another's thousand dead addresses."""
    before: Counter[int] = Counter()
    placed = []
    for wanted in due:
        placed.append((before[wanted.provider_id], wanted))
        before[wanted.provider_id] += 1
    return [wanted for _place, wanted in sorted(placed, key=lambda one: one[0])]


def _fetch(wanted: Wanted, now: datetime) -> bool:
    """:returns: whether the address was asked: the provider's other listings may have the picture already."""
    if key := _known(wanted):
        _show(wanted, key, now)
        return False
    if not _claimed(wanted, now):
        return False
    try:
        key = keep(wanted.provider_id, _from(wanted.url), now)
    except DomainError as refused:
        about = {"offering": wanted.offering_id, "code": refused.code, "why": refused.about.get("why")}
        log.info("a picture was not fetched", extra={"about": about})
        _note_trouble(wanted, refused)
    else:
        _show(wanted, key, now)
    return True


def _from(url: str) -> Drawn:
    """:raises DomainError: nothing came, or no picture that can be shown."""
    with fetched(url, SECONDS_FOR_ONE) as (stream, _name):
        return drawn(bytes_of(stream))


def _known(wanted: Wanted) -> str | None:
    same = select(Offering.image_key).where(
        Offering.provider_id == wanted.provider_id,
        Offering.image_key.is_not(None),
        Offering.image["url"].as_string() == wanted.url,
    )
    return db.session.scalars(same.limit(1)).first()


@transaction
def _claimed(wanted: Wanted, now: datetime) -> bool:
    """Note that it is asked for, so that no other worker asks too; one that dies over it leaves it for later."""
    offering = db.session.get(Offering, wanted.offering_id, with_for_update=True)
    if offering is None or offering.image.get("url") != wanted.url:
        return False
    fetch = db.session.get(ImageFetch, wanted.offering_id)
    if fetch is None or fetch.url != wanted.url:
        fetch = fetch or ImageFetch(offering_id=wanted.offering_id)
        fetch.url, fetch.tries, fetch.next_at, fetch.trouble = wanted.url, 0, now, {}
        db.session.add(fetch)
    if fetch.next_at > now:
        return False
    fetch.tries += 1
    fetch.next_at = now + (SOON_AGAIN if fetch.tries < SOON else LATE_AGAIN)
    return True


@transaction
def _note_trouble(wanted: Wanted, refused: DomainError) -> None:
    fetch = db.session.get(ImageFetch, wanted.offering_id)
    if fetch is not None and fetch.url == wanted.url:
        (fetch.trouble,) = in_both(refused.message)


@transaction
def _show(wanted: Wanted, key: str, now: datetime) -> None:
    """Unless the listing names another picture by now. Who at the office has looked without it looks once more."""
    offering = db.session.get(Offering, wanted.offering_id, with_for_update=True)
    if offering is None or offering.image.get("url") != wanted.url:
        return
    offering.image_key = key
    if offering.state == OfferingState.IN_REVIEW:
        offering.changed_at = now
    waiting = select(OfferingRevision).where(OfferingRevision.offering_id == offering.id, WAITING)
    if (revision := db.session.scalars(waiting).first()) and _proposed(revision.proposed, wanted.url):
        revision.created_at = now
    if fetch := db.session.get(ImageFetch, wanted.offering_id):
        db.session.delete(fetch)
