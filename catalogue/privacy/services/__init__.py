"""What changes for a person who uses her rights, and what is forgotten when its time has come."""

from catalogue.privacy.services.consents import withdraw_consent
from catalogue.privacy.services.erasing import Erased, erase
from catalogue.privacy.services.requests import answer, ask, extend
from catalogue.privacy.services.retention import forget_farewells, forget_what_is_due, warn_of_requests

__all__ = [
    "Erased",
    "answer",
    "ask",
    "erase",
    "extend",
    "forget_farewells",
    "forget_what_is_due",
    "warn_of_requests",
    "withdraw_consent",
]
