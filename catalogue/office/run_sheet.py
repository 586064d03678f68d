"""A date of a listing as the office judges it: when, where, for whom, for how much, and what it asks of people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from catalogue.core import formats
from catalogue.core.messages import gettext as _
from catalogue.core.texts import LocalText, local
from catalogue.offerings.editing.wording import SESSIONS
from catalogue.offerings.models import Run, RunSession
from catalogue.offerings.rules import Allocation, QuestionKind, RunState, SessionState
from catalogue.offerings.run_words import RunWords
from catalogue.office.sheet import Fact, Spot, plain, spot_of, texts_in, texts_of
from catalogue.taxonomy.vocabularies import label, labels


@dataclass(frozen=True)
class Question:
    """What people are asked at enrolment. :ivar options: each in the languages that it has."""

    texts: Sequence[LocalText]
    needed: bool
    options: Sequence[Sequence[LocalText]]


@dataclass(frozen=True)
class RunSheet:
    title: str
    beside: str
    facts: list[Fact]
    meetings: list[str]
    spot: Spot | None
    questions: list[Question]


def run_sheet(words: RunWords) -> RunSheet:
    run = words.run
    return RunSheet(
        title=words.dates[0], beside=words.dates[1],
        facts=[one for one in (*_when(words), *_where(run), *_who(words), *_joining(words)) if one.texts],
        meetings=[_meeting(one, run.time_zone) for one in run.sessions],
        spot=spot_of(run.venue) if run.venue else None,
        questions=[_question(one) for one in run.questions],
    )  # fmt: skip


def _when(words: RunWords) -> Iterable[Fact]:
    run = words.run
    if run.state not in (RunState.SCHEDULED, RunState.DRAFT):
        yield _fact(_("State"), words.status)
    yield _fact(_("Time"), " · ".join(part for part in (words.days, words.hours) if part))
    yield _fact(_("Hours in Ramadan"), words.ramadan)
    if run.flexible_start:
        yield _fact(_("Start at any time"), _("Yes"))


def _where(run: Run) -> Iterable[Fact]:
    yield _fact(_("How is it held?"), label("delivery_modes", run.mode))
    area = [local(one, "name") for one in (run.district, run.city) if one]
    yield Fact(_("District"), area)
    yield Fact(_("Room"), texts_of(run, "room"))
    if run.join_url:
        yield Fact(_("Link for joining online"), [plain(run.join_url)], run.join_url)
    if run.languages:
        names = labels("languages_of_instruction", run.languages)
        yield _fact(_("Teaching language of this date"), formats.listed(names))


def _who(words: RunWords) -> Iterable[Fact]:
    run = words.run
    yield Fact(_("Who can come?"), [plain(words.group or _("Not stated"))])
    yield Fact(_("Sections"), [_section(one) for one in run.sections])
    yield Fact(_("Price"), [plain(one) for one in (words.price, words.reduced) if one])
    yield _fact(_("Seats"), formats.number(run.capacity) if run.capacity else _("Without a limit"))
    yield _fact(_("Places on the waiting list"), formats.number(run.waiting_list) if run.waiting_list else "")
    yield _fact(_("People needed for it to take place"), formats.number(run.minimum) if run.minimum else "")


def _joining(words: RunWords) -> Iterable[Fact]:
    run = words.run
    approval = run.allocation == Allocation.APPROVAL
    yield _fact(_("Who gets a seat?"), _("Whom the provider approves") if approval else _("Whoever comes first"))
    yield _fact(_("Enrolment opens on"), _moment(run.enrol_opens_at, run))
    yield _fact(_("Enrolment closes on"), _moment(run.enrol_closes_at, run))
    yield _fact(_("People can cancel until"), _moment(run.cancel_deadline, run))


def _moment(at: datetime | None, run: Run) -> str:
    return formats.moment(at, run.time_zone) if at else ""


def _fact(name: str, text: str) -> Fact:
    return Fact(name, [plain(text)] if text else [])


def _section(given: Mapping[str, Any]) -> LocalText:
    group = label("attendance_groups", given.get("gender_mode"))
    seats = given.get("capacity")
    return plain(f"{group}: {formats.number(seats)}" if seats else group)


def _meeting(one: RunSession, zone: str) -> str:
    start, end = (formats.at_zone(at, zone) for at in (one.starts_at, one.ends_at))
    words = f"{formats.day_short(start.date())} {formats.time_range(start, end)}"
    return words if one.state == SessionState.SCHEDULED else f"{words} ({SESSIONS[one.state]})"


def _question(given: Mapping[str, Any]) -> Question:
    options = given.get("options", ()) if given.get("kind") == QuestionKind.CHOICE else ()
    choices = [texts_in(one["label"]) for one in options]
    return Question(texts_in(given.get("label")), bool(given.get("required")), choices)
