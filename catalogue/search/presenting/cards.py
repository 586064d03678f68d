"""An offering as a card: what, from whom, when, where, for whom, how much, and whether there is a seat."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from types import MappingProxyType

from markupsafe import Markup

from catalogue.core import formats
from catalogue.core.messages import gettext as _
from catalogue.core.messages import ngettext
from catalogue.core.pieces import told
from catalogue.core.reader import reader
from catalogue.core.texts import LocalText, local
from catalogue.offerings.freshness import Freshness, freshness_of
from catalogue.offerings.models import Offering
from catalogue.offerings.presenting.badges import LOOKS, Badge, kind_badge, unsure_badges
from catalogue.offerings.queries import Card
from catalogue.offerings.rules import Availability
from catalogue.offerings.run_words import RunWords, length_words
from catalogue.offerings.wording import age_words, offering_url
from catalogue.search.highlight import highlight, snippet, written
from catalogue.search.stems import Wanted
from catalogue.taxonomy.vocabularies import label, labels

SUMMARY_LETTERS = 220
FAR_DAYS = 270
MIXED = frozenset({"mixed", "separate_sections"})
TOPIC_ICONS = {
    "01": "graduation-cap",
    "02": "palette",
    "03": "landmark",
    "04": "chart-column",
    "05": "flask-conical",
    "06": "code",
    "07": "wrench",
    "08": "sprout",
    "09": "heart-pulse",
    "10": "ship",
    "022": "landmark",
    "023": "languages",
    "041": "briefcase-business",
    "042": "landmark",
    "0611": "sheet",
    "072": "building-2",
    "073": "hard-hat",
    "092": "hand-heart",
    "101": "utensils",
    "1014": "heart-pulse",
    "1015": "route",
    "102": "hard-hat",
    "103": "shield-check",
    "104": "bus",
}
"""Field of education → icon; the narrower one counts."""


@dataclass(frozen=True)
class Fact:
    """An icon with a line and a smaller line below it; `name` is for those who cannot see the icon."""

    icon: str
    name: str
    text: LocalText | str
    more: tuple[LocalText | str, ...] = ()


@dataclass(frozen=True)
class CardView:
    """:ivar dates: how many runs fit the search; :ivar terms: the words to mark; :ivar why: why it was found."""

    card: Card
    dates: int
    terms: Wanted
    now: datetime
    why: Sequence[Markup] = ()

    @property
    def offering(self) -> Offering:
        return self.card.offering

    @cached_property
    def run(self) -> RunWords | None:
        return RunWords(self.card.run.run, self.now) if self.card.run else None

    @cached_property
    def key(self) -> Hashable:
        """All that the card's facts, badges and seats are made from; whatever else changes raises the version."""
        who, offering, run = reader(), self.offering, self.card.run
        today = formats.at_zone(self.now, run.run.time_zone).date() if run else None
        of_run = (run.run.id, run.availability, today, self.now.date()) if run else ()
        return (offering.public_id, offering.version, of_run, self.dates, self.freshness, who.lang, who.digits, who.cal)

    @cached_property
    def url(self) -> str:
        return offering_url(self.offering)

    @cached_property
    def tone(self) -> str:
        return LOOKS[self.offering.kind][0]

    @cached_property
    def icon(self) -> str:
        return topic_icon(self.offering.topics[0].topic.code) if self.offering.topics else "book-open"

    @cached_property
    def title(self) -> LocalText:
        return local(self.offering, "title")

    @cached_property
    def marked_title(self) -> Markup:
        return told(self.title, written(highlight(self.title.text, self.terms)))

    @cached_property
    def only_in(self) -> str:
        """The language of a title that does not exist in the reader's."""
        return "" if self.title.lang == reader().lang else label("languages_of_instruction", self.title.lang)

    @cached_property
    def summary(self) -> LocalText:
        return local(self.offering, "summary") or local(self.offering, "description")

    @cached_property
    def marked_summary(self) -> Markup:
        shown = snippet(" ".join(self.summary.text.split()), self.terms, SUMMARY_LETTERS)
        return told(self.summary, written(shown))

    @cached_property
    def provider(self) -> LocalText:
        return local(self.offering.provider, "name")

    @cached_property
    def facts(self) -> list[Fact]:
        if self.run is None:
            return [Fact("calendar-days", _("Dates:"), _("The dates are not known yet"))]
        return [fact for fact in (self._start(self.run), self._time(self.run), self._place(self.run)) if fact]

    def _start(self, run: RunWords) -> Fact:
        if run.first is None:
            return Fact("calendar-days", _("Starts:"), run.dates[0], tuple(filter(None, (self._other_dates(),))))
        far = abs((run.first - self.now.date()).days) > FAR_DAYS
        first, second = formats.first_and_second(run.first, year=far)
        started = run.availability in {Availability.RUNNING, Availability.ENDED}
        more = tuple(line for line in (second, self._other_dates()) if line)
        return Fact("calendar-days", _("Started:") if started else _("Starts:"), first, more)

    def _other_dates(self) -> str:
        others = self.dates - 1
        return (
            ngettext("and one more date", "and %(n)s more dates", others, n=formats.number(others))
            if others > 0
            else ""
        )

    def _time(self, run: RunWords) -> Fact | None:
        if run.plan is None:
            return None
        return Fact("clock", _("Time:"), run.hours, (*length_words(run.plan), run.days))

    def _place(self, run: RunWords) -> Fact:
        mode = label("delivery_modes", run.run.mode)
        city = local(run.run.city, "name") if run.run.city else None
        if run.place:
            return Fact("map-pin", _("Place:"), run.place, (*([city] if city else []), mode))
        return Fact("map-pin", _("Place:"), mode, (city,) if city else ())

    @cached_property
    def badges(self) -> list[Badge]:
        """The kind, and what decides whether it is for the reader."""
        kind = kind_badge(self.offering)
        found = [Badge(kind.text, kind.tone)]
        if self.run and self.run.group:
            mixed = self.run.run.gender_mode in MIXED
            found.append(Badge(self.run.group, "" if mixed else "info", "users" if mixed else "user-round"))
        languages = (self.run.run.languages if self.run else []) or self.offering.languages
        if languages:
            found.append(Badge(formats.listed(labels("languages_of_instruction", languages)), "", "languages"))
        if self.offering.age_min is not None or self.offering.age_max is not None:
            found.append(
                Badge(age_words(self.offering.age_min, self.offering.age_max), "", "baby" if self.child else "")
            )
        if self.offering.credential not in {None, "none"}:
            found.append(Badge(label("credential_types", self.offering.credential), "", "award"))
        return found + unsure_badges(self.freshness)

    @cached_property
    def freshness(self) -> Freshness:
        return freshness_of(self.offering, self.now)

    @cached_property
    def child(self) -> bool:
        return self.offering.age_max is not None and self.offering.age_max < 18

    @cached_property
    def seats(self) -> str:
        """“4 seats left”, “11 of 20 seats left”, or why one cannot enrol just now."""
        if self.run is None:
            return ""
        return (self.run.left if self.run.availability is Availability.OPEN else "") or self.run.status

    @cached_property
    def metered(self) -> bool:
        """Whether a bar of taken seats says something."""
        if self.run is None or not self.run.run.capacity:
            return False
        over = {Availability.CLOSED, Availability.RUNNING, Availability.ENDED, Availability.CANCELLED}
        return self.run.availability not in over


def card_views(
    found: Sequence[Card],
    terms: Wanted,
    fitting: Mapping[int, int],
    now: datetime,
    why: Mapping[int, Sequence[Markup]] = MappingProxyType({}),
) -> list[CardView]:
    """:param fitting: offering's id → how many of its runs fit the search; without it those that can be joined."""
    return [
        CardView(
            card=card,
            dates=fitting.get(card.offering.id, sum(run.availability.shown_by_default for run in card.runs)),
            terms=terms,
            now=now,
            why=why.get(card.offering.id, ()),
        )
        for card in found
    ]


def topic_icon(code: str) -> str:
    """The icon of the narrowest field that has one of its own."""
    for digits in (4, 3, 2):
        if icon := TOPIC_ICONS.get(code[:digits]):
            return icon
    return "book-open"
