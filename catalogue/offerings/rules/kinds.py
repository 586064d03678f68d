"""Which kinds there are: of offerings, of giving out seats, of questions that a run asks."""

from __future__ import annotations

from enum import StrEnum


class OfferingKind(StrEnum):
    COURSE = "course"
    WORKSHOP = "workshop"
    PROGRAMME = "programme"


class Allocation(StrEnum):
    FIRST_COME = "first_come"
    APPROVAL = "approval"


class QuestionKind(StrEnum):
    """How a question of a run is answered: in words, or with one of its options."""

    TEXT = "text"
    CHOICE = "choice"
