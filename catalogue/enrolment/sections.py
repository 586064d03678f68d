"""The section of a run that is a learner's, and what her seats there depend on."""

from __future__ import annotations

from dataclasses import replace

from catalogue.enrolment.rules import section_for
from catalogue.offerings.models import Run, RunSection
from catalogue.offerings.rules import RunFigures


def sections_of(run: Run) -> list[RunSection]:
    """Empty where everybody learns together; asks the database only where the listing names sections."""
    return run.section_seats if run.sections else []


def section_modes(run: Run) -> tuple[str, ...]:
    return tuple(section.gender_mode for section in sections_of(run))


def section_of(run: Run, gender: str | None) -> RunSection | None:
    """:returns: None where there are no sections, or none that fits."""
    number = section_for(gender, section_modes(run))
    return None if number is None else run.section_seats[number]


def shares_its_seats(run: Run) -> bool:
    """Whether the sections have fewer seats together than each for itself: then nobody of any may pass by a waiter."""
    sections = sections_of(run)
    sizes = [section.capacity for section in sections if section.capacity is not None]
    return len(sizes) < len(sections) or (run.capacity is not None and run.capacity < sum(sizes))


def figures_of(run: Run, section: RunSection | None) -> RunFigures:
    """The run as somebody of this section meets it; the run itself where there is no section."""
    figures = run.figures
    if section is None:
        return figures
    own_free = None if section.capacity is None else section.capacity - section.seats_taken
    by_run = own_free is None or (run.seats_free is not None and run.seats_free < own_free)
    waiting = run.waiting_taken if shares_its_seats(run) else section.waiting_taken
    return replace(
        figures,
        capacity=run.capacity if by_run else section.capacity,
        seats_taken=run.seats_taken if by_run else section.seats_taken,
        waiting_taken=waiting,
        waiting_places=run.waiting_list - run.waiting_taken + waiting,
        sectioned=False,
    )
