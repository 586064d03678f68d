"""What can be learned (offering), when (run, meeting) and where (venue)."""

from catalogue.offerings.models.offerings import (
    IndexChange,
    Offering,
    OfferingOccupation,
    OfferingSkill,
    OfferingTopic,
    ProgrammeStep,
)
from catalogue.offerings.models.runs import Run, RunSection, RunSession
from catalogue.offerings.models.venues import Venue

__all__ = [
    "IndexChange",
    "Offering",
    "OfferingOccupation",
    "OfferingSkill",
    "OfferingTopic",
    "ProgrammeStep",
    "Run",
    "RunSection",
    "RunSession",
    "Venue",
]
