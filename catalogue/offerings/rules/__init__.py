"""What an offering and a run may be and become, and whether a run can be enrolled in. Pure: no database, no web."""

from catalogue.offerings.rules.available import Availability, RunFigures, availability
from catalogue.offerings.rules.deciding import (
    MOST_IN_REVIEW,
    AnotherThanSeen,
    ReasonNeeded,
    TooManyInReview,
    ensure_as_seen,
)
from catalogue.offerings.rules.kinds import Allocation, OfferingKind, QuestionKind
from catalogue.offerings.rules.publishing import (
    ListingParts,
    Missing,
    NotReadyForPublishing,
    ProviderNotChecked,
    RunParts,
    missing_for_publishing,
)
from catalogue.offerings.rules.states import (
    AHEAD,
    LIVE,
    NEXT,
    OVER,
    NothingToDecide,
    OfferingCannotBecome,
    OfferingState,
    OfficeWasFirst,
    RunState,
    SessionState,
    ensure_may_be_taken_back,
    ensure_may_become,
)

__all__ = [
    "AHEAD",
    "LIVE",
    "MOST_IN_REVIEW",
    "NEXT",
    "OVER",
    "Allocation",
    "AnotherThanSeen",
    "Availability",
    "ListingParts",
    "Missing",
    "NotReadyForPublishing",
    "NothingToDecide",
    "OfferingCannotBecome",
    "OfferingKind",
    "OfferingState",
    "OfficeWasFirst",
    "ProviderNotChecked",
    "QuestionKind",
    "ReasonNeeded",
    "RunFigures",
    "RunParts",
    "RunState",
    "SessionState",
    "TooManyInReview",
    "availability",
    "ensure_as_seen",
    "ensure_may_be_taken_back",
    "ensure_may_become",
    "missing_for_publishing",
]
