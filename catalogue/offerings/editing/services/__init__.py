"""Changes that a provider's people make to their listings, each one transaction."""

from catalogue.offerings.editing.services.copying import copy_offering, copy_run
from catalogue.offerings.editing.services.deciding import (
    approve_revision,
    archive,
    reject_revision,
    take_down,
    withdraw_revision,
)
from catalogue.offerings.editing.services.deleting import delete_draft
from catalogue.offerings.editing.services.pictures import let_go_of_pictures
from catalogue.offerings.editing.services.placing import Place
from catalogue.offerings.editing.services.renewing import offer_on_demand, put_away
from catalogue.offerings.editing.services.saving import NotTakenAsWritten, Saved, Wanted, check, remove_run, save
from catalogue.offerings.editing.services.sending import Sent, forget_sent

__all__ = [
    "NotTakenAsWritten",
    "Place",
    "Saved",
    "Sent",
    "Wanted",
    "approve_revision",
    "archive",
    "check",
    "copy_offering",
    "copy_run",
    "delete_draft",
    "forget_sent",
    "let_go_of_pictures",
    "offer_on_demand",
    "put_away",
    "reject_revision",
    "remove_run",
    "save",
    "take_down",
    "withdraw_revision",
]
