"""The sections of a run as a listing says them, brought into the rows that count their seats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

from catalogue.offerings.exchange.problems import Findings
from catalogue.offerings.models import Run, RunSection


def key_of(section: Mapping[str, Any]) -> str:
    return str(section.get("key") or section["gender_mode"])


def size_of_sections(run: Run, columns: Mapping[str, Any]) -> dict[str, int]:
    """The run's capacity where the listing gives none, but each of its sections has one."""
    sections: Sequence[Mapping[str, Any]] = columns.get("sections", run.sections) or ()
    sizes = [section.get("capacity") for section in sections]
    if not sizes or None in sizes or columns.get("capacity", run.capacity) is not None:
        return {}
    return {"capacity": sum(size for size in sizes if size is not None)}


def ensure_places(run: Run, columns: Mapping[str, Any], at: Findings) -> None:
    """The waiting list is never shorter than it is."""
    places = columns.get("waiting_list")
    if places is not None and places < run.waiting_taken:
        at.refuse(
            "waiting_list", _l("There are already %(taken)s people on this waiting list.", taken=run.waiting_taken)
        )


def store_sections(run: Run, at: Findings) -> None:
    """Rows for the sections that `run.sections` names; one with people in it is neither dropped nor made too small."""
    present = {section.key: section for section in run.section_seats}
    if run.sections and not present and (run.seats_taken or run.waiting_taken):
        at.refuse("sections", _l("There are already people in this run, so it cannot be divided any more."))
        return
    for position, given in enumerate(run.sections):
        section = present.pop(key_of(given), None)
        if section is None:
            section = RunSection(key=key_of(given), seats_taken=0, waiting_taken=0)
            run.section_seats.append(section)
        size = given.get("capacity")
        if size is not None and size < section.seats_taken:
            taken = section.seats_taken
            at.refuse(
                f"sections[{position}].capacity", _l("There are already %(taken)s people in this section.", taken=taken)
            )
            continue
        section.gender_mode, section.position, section.capacity = given["gender_mode"], position, size
    for section in present.values():
        if section.seats_taken or section.waiting_taken:
            at.refuse("sections", _l("A section in which people are cannot be taken away."))
        else:
            run.section_seats.remove(section)
