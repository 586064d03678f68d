"""Joining, signing in, a new passphrase, one's own particulars. Nothing here tells whether an address is known."""

from catalogue.accounts.services.codes import (
    Browser,
    Joining,
    ask_for_code,
    ask_to_join,
    ask_to_reset,
    ensure_sign_in_link,
    opens_an_account,
    purge_codes,
    use_code,
    use_link,
)
from catalogue.accounts.services.family import (
    Care,
    accept_invitation,
    add_dependant,
    end_all_care,
    end_care,
    invitation,
    invite_guardian,
    make_claim_code,
    purge_family,
    take_claim_code,
)
from catalogue.accounts.services.opening import CONSENT_VERSION, create_account, grant_role
from catalogue.accounts.services.particulars import Particulars, change_particulars, change_reading
from catalogue.accounts.services.passphrases import (
    Proof,
    change_passphrase,
    choose_passphrase,
    ensure_reset_usable,
    sign_in_with_passphrase,
)

__all__ = [
    "CONSENT_VERSION",
    "Browser",
    "Care",
    "Joining",
    "Particulars",
    "Proof",
    "accept_invitation",
    "add_dependant",
    "ask_for_code",
    "ask_to_join",
    "ask_to_reset",
    "change_particulars",
    "change_passphrase",
    "change_reading",
    "choose_passphrase",
    "create_account",
    "end_all_care",
    "end_care",
    "ensure_reset_usable",
    "ensure_sign_in_link",
    "grant_role",
    "invitation",
    "invite_guardian",
    "make_claim_code",
    "opens_an_account",
    "purge_codes",
    "purge_family",
    "sign_in_with_passphrase",
    "take_claim_code",
    "use_code",
    "use_link",
]
