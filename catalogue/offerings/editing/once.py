"""The hidden key of a form that makes something, so that a double click or a resent form makes it once.

The key is in the page before anybody writes, so it needs no script; see `services/sending.py` for what it does.
"""

from __future__ import annotations

import re
from hashlib import sha256
from secrets import token_urlsafe

from flask import request

from catalogue.core.errors import DomainError
from catalogue.offerings.editing.rules import SentWithOtherWords
from catalogue.offerings.editing.services import Sent

NAME = "once"
KEY = re.compile(r"[\w-]{16,64}", re.ASCII)
NOT_FILLED_IN = frozenset({NAME, "csrf_token"})


def sent(picture: str = "") -> Sent | None:
    """The form of this request; None where it has no key, as forms of other programs.

    :param picture: the address of the one in it: a file that came with the form is not among its words.
    """
    key = request.form.get(NAME, "")
    if not KEY.fullmatch(key):
        return None
    filled = sorted(pair for pair in request.form.items(multi=True) if pair[0] not in NOT_FILLED_IN)
    whole = repr((request.endpoint, sorted((request.view_args or {}).items()), filled, picture))
    return Sent(key, sha256(whole.encode("utf-8", "surrogatepass")).hexdigest())


def key_of_form(problem: DomainError | None = None) -> str:
    """For the page: a form that is shown again because of an error keeps its key."""
    key = request.form.get(NAME, "")
    if KEY.fullmatch(key) and not isinstance(problem, SentWithOtherWords):
        return key
    return token_urlsafe(16)
