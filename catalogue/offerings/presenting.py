"""The page of an offering, put together from its rows: what stands where, in which words, and what is left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from catalogue.core import formats
from catalogue.core.messages import gettext as _
from catalogue.core.messages import ngettext
from catalogue.core.reader import reader
from catalogue.core.texts import LocalText, local
from catalogue.offerings.freshness import Freshness, freshness_of
from catalogue.offerings.images.presenting import Addressed, ShownImage, image_of
from catalogue.offerings.models import Offering, OfferingSkill, Venue
from catalogue.offerings.queries import Card, venue_facts
from catalogue.offerings.rules import Availability, OfferingState, RunState
from catalogue.offerings.run_words import SELF_PACED, RunWords, price_words, run_words, short_day
from catalogue.offerings.wording import age_words
from catalogue.providers.rules import OVER as OVER_FOR_GOOD
from catalogue.taxonomy.queries import OccupationFacts
from catalogue.taxonomy.vocabularies import KINDS, access_features, label, labels

LOOKS = {"course": ("course", "book-open"), "workshop": ("workshop", "wrench"), "programme": ("reskill", "route")}
"""Kind → tone of its badge and icon."""
ACCESS_ICONS = {
    "wheelchair": "accessibility",
    "accessible_parking": "circle-parking",
    "parking": "circle-parking",
    "accessible_toilet": "accessibility",
    "hearing_loop": "ear",
    "childcare": "baby",
    "public_transport": "bus",
    "wifi": "wifi",
    "computer_lab": "monitor-play",
    "workshop_floor": "wrench",
    "cafe": "utensils",
    "library": "library",
}
OVER = (Availability.ENDED, Availability.CANCELLED)
TO_COME = {OfferingState.DRAFT, OfferingState.IN_REVIEW, OfferingState.CHANGES_REQUESTED, OfferingState.PUBLISHED}
"""States from which a listing may still come before everybody."""
BULLETS = " \t-•*–"


@dataclass(frozen=True)
class Badge:
    text: str
    tone: str = ""
    icon: str = ""


@dataclass(frozen=True)
class KeyFact:
    """One field of the grid: a fact and a line below it, each possibly in the other language."""

    icon: str
    name: str
    fact: LocalText
    more: str = ""


@dataclass(frozen=True)
class Place:
    """A venue with its access facts: those that are there, those that are not, those nobody has told us."""

    venue: Venue
    there: list[tuple[str, str]]
    missing: list[str]
    unknown: list[str]

    @property
    def directions(self) -> str:
        """Where a map shows the place; the reader opens it, the page itself asks no one."""
        if self.venue.latitude is None or self.venue.longitude is None:
            return ""
        lat, lon = f"{self.venue.latitude:.5f}", f"{self.venue.longitude:.5f}"
        return f"https://www.openstreetmap.org/?mlat={lat}&mlon={lon}#map=17/{lat}/{lon}"


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
        known = [one.run for one in self.choices or self.runs if one.run.price_halalas is not None]
        in_order = sorted(known, key=lambda run: run.price_halalas or 0)
        if not in_order:
            return str(_("Price not stated"))
        cheapest, dearest = (formats.money(run.price_halalas or 0, run.currency) for run in (in_order[0], in_order[-1]))
        if cheapest == dearest:
            return cheapest
        if not in_order[0].price_halalas:
            return str(_("Free to %(amount)s", amount=dearest))
        return str(_("%(start)s to %(end)s", start=cheapest, end=dearest))

    @cached_property
    def groups(self) -> list[str]:
        return list(dict.fromkeys(run.group for run in self.coming or self.runs if run.group))

    @cached_property
    def facts(self) -> list[KeyFact]:
        if self.lead is None:
            return [self._who(), self._language()]
        return [self._starts(), self._time(), self._length(), self._place(), self._who(), self._language()]

    def _starts(self) -> KeyFact:
        assert self.lead is not None
        name = _("Started") if self.lead.availability in (Availability.RUNNING, Availability.ENDED) else _("Starts")
        if self.lead.first is None:
            return _fact("calendar-days", name, self.lead.dates[0])
        gregorian, islamic = formats.day_long(self.lead.first), formats.hijri(self.lead.first)
        if reader().cal == "hijri" and islamic:
            with_weekday = _("%(weekday)s, %(day)s", weekday=formats.weekday_of(self.lead.first), day=islamic)
            return _fact("calendar-days", name, with_weekday, formats.day_year(self.lead.first))
        return _fact("calendar-days", name, gregorian, islamic)

    def _time(self) -> KeyFact:
        assert self.lead is not None
        if not self.lead.days:
            pace = self.lead.run.mode == SELF_PACED or self.lead.run.flexible_start
            return _fact("clock", _("Time"), _("At your own pace") if pace else _("Not known yet"))
        return _fact("clock", _("Time"), self.lead.days, self.lead.hours)

    def _length(self) -> KeyFact:
        assert self.lead is not None
        lengths = length_words(self.offering, self.lead)
        return _fact("hourglass", _("Length"), lengths[0], formats.listed(lengths[1:]) if lengths[1:] else "")

    def _place(self) -> KeyFact:
        assert self.lead is not None
        mode = label("delivery_modes", self.lead.run.mode)
        if place := self.lead.place:
            return KeyFact("map-pin", _("Place"), place, mode)
        return _fact("map-pin", _("Place"), mode)

    def _who(self) -> KeyFact:
        ages = age_words(self.offering.age_min, self.offering.age_max)
        return _fact("users", _("Who it is for"), ages, " · ".join(self.groups))

    def _language(self) -> KeyFact:
        languages = (self.lead.run.languages if self.lead else []) or self.offering.languages
        names = labels("languages_of_instruction", languages)
        level = label("difficulty", self.offering.level)
        words = _("Level: %(level)s", level=level) if level else ""
        return _fact("languages", _("Teaching language"), formats.listed(names) if names else _("Not stated"), words)

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
        runs=[run_words(run, now) for run in offering.runs if run.state != RunState.DRAFT],
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


def unsure_badges(freshness: Freshness) -> list[Badge]:
    """A word of caution where the provider has said nothing for long."""
    return [Badge(_("Not confirmed lately"), "sun", "clock")] if freshness >= Freshness.DEMOTED else []


def kind_badge(offering: Offering) -> Badge:
    """The kind in words, with colour and icon; a finer format stands for it where there is one."""
    tone, icon = LOOKS[offering.kind]
    text = label("offering_types", offering.format) if offering.format else KINDS[offering.kind][reader().lang]
    return Badge(text, tone, icon)


def lines(text: str) -> list[str]:
    """The points of a text that has one on each line."""
    return [line for raw in text.split("\n") if (line := raw.strip().lstrip(BULLETS).strip())]


def length_words(offering: Offering, run: RunWords) -> list[str]:
    """“12 weeks”, “40 meetings”, “144 hours”: what is known of it, the roughest first; never empty."""
    found: list[str] = []
    if run.plan:
        weeks, meetings = run.plan.weeks, run.plan.meetings
        if weeks > 1:
            found.append(ngettext("One week", "%(n)s weeks", weeks, n=formats.number(weeks)))
        found.append(ngettext("One meeting", "%(n)s meetings", meetings, n=formats.number(meetings)))
    hours = offering.hours or (round(run.plan.taught.total_seconds() / 3600) if run.plan else 0)
    if hours:
        found.append(ngettext("One hour", "%(n)s hours", hours, n=formats.number(hours)))
    return found or [_("Not stated")]


def place_of(venue: Venue) -> Place:
    names, lang = access_features(), reader().lang
    facts = venue_facts(venue.access)
    return Place(
        venue=venue,
        there=[(ACCESS_ICONS.get(key, "check"), names[key][lang]) for key in facts.yes],
        missing=[names[key][lang] for key in facts.no],
        unknown=[names[key][lang] for key in facts.unknown],
    )


def _fact(icon: str, name: str, fact: str, more: str = "") -> KeyFact:
    return KeyFact(icon, name, LocalText(fact, reader().lang), more)


def description_of(offering: Offering) -> str:
    """One line for search engines: the summary, else the beginning of the description."""
    text = local(offering, "summary").text or local(offering, "description").text
    line = " ".join(text.split())
    return line if len(line) <= 160 else line[:159].rsplit(" ", 1)[0] + "…"
