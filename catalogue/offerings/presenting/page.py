"""The page of an offering, put together from its rows: what stands where, in which words, and what is left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from catalogue.core.messages import gettext as _
from catalogue.offerings.freshness import Freshness, freshness_of
from catalogue.offerings.images.presenting import Addressed, ShownImage, image_of
from catalogue.offerings.models import Offering, OfferingSkill
from catalogue.offerings.presenting.badges import Badge, kind_badge, unsure_badges
from catalogue.offerings.presenting.key_facts import KeyFact, key_facts
from catalogue.offerings.presenting.places import Place, place_of
from catalogue.offerings.queries import Card
from catalogue.offerings.rules import Availability, OfferingState, RunState
from catalogue.offerings.run_words import RunWords, price_words, short_day
from catalogue.offerings.wording import price_range_words
from catalogue.providers.rules import OVER as OVER_FOR_GOOD
from catalogue.taxonomy.queries import OccupationFacts

OVER = (Availability.ENDED, Availability.CANCELLED)
TO_COME = {OfferingState.DRAFT, OfferingState.IN_REVIEW, OfferingState.CHANGES_REQUESTED, OfferingState.PUBLISHED}
"""States from which a listing may still come before everybody."""


@dataclass(frozen=True)
class Similar:
    """Another offering, with the first day and the price of the run that can best be joined."""

    offering: Offering
    day: str
    price: str


@dataclass(frozen=True)
class OfferingPage:
    """What the page shows. Runs of a listing that is not published can be seen, never chosen."""

    offering: Offering
    runs: list[RunWords]
    opened: list[OccupationFacts]
    steps: list[Offering]
    programmes: list[Offering]
    similar: list[Similar]
    freshness: Freshness
    image: ShownImage | None
    early: bool = False
    """The desk or the office looks at it before everybody does: as it will be."""

    @cached_property
    def live(self) -> bool:
        return self.offering.state == OfferingState.PUBLISHED and self.offering.provider.verified

    @cached_property
    def choosable(self) -> bool:
        """Whether dates stand there to be chosen; where it is looked at early, as they will."""
        to_come = self.early and self.offering.state in TO_COME and self.offering.provider.state not in OVER_FOR_GOOD
        return self.live or to_come

    @cached_property
    def coming(self) -> list[RunWords]:
        return [run for run in self.runs if run.availability not in OVER]

    @cached_property
    def over(self) -> list[RunWords]:
        """Ended and cancelled runs; they stand in the main table where there are no others."""
        return [run for run in self.runs if run.availability in OVER]

    @cached_property
    def choices(self) -> list[RunWords]:
        """What the enrol card offers, what can be joined first; cancelled dates stand there with their reason."""
        still = [run for run in self.runs if run.availability is not Availability.ENDED]
        return sorted(still, key=lambda run: not run.availability.enrollable)

    @cached_property
    def lead(self) -> RunWords | None:
        """The run that the facts at the top are about: the one that can best be joined, soonest first."""
        return min(self.runs, key=_readiness, default=None)

    @cached_property
    def can_enrol(self) -> bool:
        return bool(self.choosable and self.lead and self.lead.availability.enrollable)

    @cached_property
    def standing(self) -> str:
        """What became of the listing, where that is what a reader must know first."""
        if self.offering.state == OfferingState.ARCHIVED or not (self.offering.provider.verified or self.choosable):
            return "archived"
        if self.offering.state == OfferingState.PAUSED:
            return "paused"
        if self.lead is None:
            return "no_dates"
        return {Availability.ENDED: "ended", Availability.CANCELLED: "cancelled"}.get(self.lead.availability, "")

    @cached_property
    def badges(self) -> list[Badge]:
        found = [kind_badge(self.offering)]
        if self.choosable and self.lead:
            found.append(Badge(self.lead.status, self.lead.tone))
        if self.lead and self.lead.reduced:
            found.append(Badge(self.lead.reduced, "sun"))
        elif self.offering.funding_ar or self.offering.funding_en:
            found.append(Badge(_("Funded"), "sun"))
        return found + unsure_badges(self.freshness)

    @cached_property
    def prices_differ(self) -> bool:
        return len({(run.price, run.reduced) for run in self.choices}) > 1

    @cached_property
    def price(self) -> str:
        """What it costs, from the cheapest to the dearest date that is still ahead."""
        return price_range_words([one.run for one in self.choices or self.runs])

    @cached_property
    def groups(self) -> list[str]:
        return list(dict.fromkeys(run.group for run in self.coming or self.runs if run.group))

    @cached_property
    def facts(self) -> list[KeyFact]:
        return key_facts(self.offering, self.lead, self.groups)

    @cached_property
    def places(self) -> list[Place]:
        venues = {one.run.venue.id: one.run.venue for one in self.coming or self.runs if one.run.venue}
        return [place_of(venue) for venue in venues.values()]

    def skills(self, role: str) -> list[OfferingSkill]:
        return [link for link in self.offering.skills if link.role == role]


def offering_page(
    offering: Offering,
    *,
    similar: Sequence[Card],
    programmes: list[Offering],
    opened: list[OccupationFacts],
    now: datetime,
    pictures: Addressed | None = None,
) -> OfferingPage:
    """:param programmes: those of which it is a step; :param opened: the occupations that it leads to.
    :param pictures: where who may see it before everybody finds its picture."""
    return OfferingPage(
        offering=offering,
        runs=[RunWords(run, now) for run in offering.runs if run.state != RunState.DRAFT],
        opened=opened,
        steps=[link.step for link in offering.steps if link.step.state == OfferingState.PUBLISHED],
        programmes=programmes,
        freshness=freshness_of(offering, now),
        image=image_of(offering, pictures),
        early=pictures is not None,
        similar=[
            Similar(card.offering, short_day(card.run.run), price_words(card.run.run)) for card in similar if card.run
        ],
    )


def _readiness(run: RunWords) -> tuple[int, int]:
    """The order in which runs come into question: joinable before closed, soon before late; of ended ones the last."""
    day = run.first.toordinal() if run.first else 0
    rank = 0 if run.availability.enrollable else run.availability.rank
    return rank, -day if run.availability in OVER else day
