"""Changes while a class runs, each one transaction."""

from catalogue.enrolment.completion.services import Tick
from catalogue.enrolment.roster.services.messages import send_message
from catalogue.enrolment.roster.services.notes import write_note
from catalogue.enrolment.roster.services.outcomes import Wanted, end_all
from catalogue.enrolment.roster.services.register import Taken, take_register

__all__ = ["Taken", "Tick", "Wanted", "end_all", "send_message", "take_register", "write_note"]
