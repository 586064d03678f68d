"""The grid of key facts at the top of an offering's page: when, how long, where, for whom, in which language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from catalogue.core import formats
from catalogue.core.messages import gettext as _
from catalogue.core.messages import ngettext
from catalogue.core.reader import reader
from catalogue.core.texts import LocalText
from catalogue.offerings.models import Offering
from catalogue.offerings.rules import Availability
from catalogue.offerings.run_words import SELF_PACED, RunWords, length_words
from catalogue.offerings.wording import age_words
from catalogue.taxonomy.vocabularies import label, labels


@dataclass(frozen=True)
class KeyFact:
    """One field of the grid: a fact and a line below it, each possibly in the other language."""

    icon: str
    name: str
    fact: LocalText
    more: str = ""


def key_facts(offering: Offering, lead: RunWords | None, groups: Sequence[str]) -> list[KeyFact]:
    """:param lead: the run that the facts are about; without one, what the offering says by itself.
    :param groups: for whom its dates are, in words."""
    of_run = [_starts(lead), _time(lead), _length(offering, lead), _place(lead)] if lead else []
    return [*of_run, _who(offering, groups), _language(offering, lead)]


def _starts(lead: RunWords) -> KeyFact:
    name = _("Started") if lead.availability in (Availability.RUNNING, Availability.ENDED) else _("Starts")
    if lead.first is None:
        return _fact("calendar-days", name, lead.dates[0])
    gregorian, islamic = formats.day_long(lead.first), formats.hijri(lead.first)
    if reader().cal == "hijri" and islamic:
        with_weekday = _("%(weekday)s, %(day)s", weekday=formats.weekday_of(lead.first), day=islamic)
        return _fact("calendar-days", name, with_weekday, formats.day_year(lead.first))
    return _fact("calendar-days", name, gregorian, islamic)


def _time(lead: RunWords) -> KeyFact:
    if not lead.days:
        own_pace = lead.run.mode == SELF_PACED or lead.run.flexible_start
        return _fact("clock", _("Time"), _("At your own pace") if own_pace else _("Not known yet"))
    return _fact("clock", _("Time"), lead.days, lead.hours)


def _length(offering: Offering, lead: RunWords) -> KeyFact:
    """What is known of it, the roughest first."""
    taught = round(lead.plan.taught.total_seconds() / 3600) if lead.plan else 0
    hours = offering.hours or taught
    known = length_words(lead.plan) if lead.plan else []
    if hours:
        known.append(ngettext("One hour", "%(n)s hours", hours, n=formats.number(hours)))
    first, *more = known or [_("Not stated")]
    return _fact("hourglass", _("Length"), first, formats.listed(more) if more else "")


def _place(lead: RunWords) -> KeyFact:
    mode = label("delivery_modes", lead.run.mode)
    if lead.place:
        return KeyFact("map-pin", _("Place"), lead.place, mode)
    return _fact("map-pin", _("Place"), mode)


def _who(offering: Offering, groups: Sequence[str]) -> KeyFact:
    return _fact("users", _("Who it is for"), age_words(offering.age_min, offering.age_max), " · ".join(groups))


def _language(offering: Offering, lead: RunWords | None) -> KeyFact:
    names = labels("languages_of_instruction", (lead.run.languages if lead else []) or offering.languages)
    level = label("difficulty", offering.level)
    words = _("Level: %(level)s", level=level) if level else ""
    return _fact("languages", _("Teaching language"), formats.listed(names) if names else _("Not stated"), words)


def _fact(icon: str, name: str, fact: str, more: str = "") -> KeyFact:
    return KeyFact(icon, name, LocalText(fact, reader().lang), more)
