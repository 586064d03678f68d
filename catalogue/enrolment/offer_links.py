"""The link in the mail that offers a seat: it names the enrolment and the account, and needs no sign-in.

Derived from the secret key, so that no table holds it; an enrolment is offered a seat once, so that it opens one offer.
"""

from __future__ import annotations

from flask import url_for

from catalogue.accounts.secrets import link_token, token_matches
from catalogue.core.errors import NotFound

PURPOSE = "seat_offer"


def offer_link(number: str, account: str, lang: str) -> str:
    """:param number: the enrolment's public id. :param account: that of whom the mail is for."""
    token = link_token(f"{number}-{account}", PURPOSE)
    return url_for("enrolment.offer", lang=lang, token=token, _external=True)


def read_offer_link(token: str) -> tuple[str, str]:
    """The public ids of enrolment and account. :raises NotFound: the link is none of ours."""
    handle = token.partition(".")[0]
    number, dash, account = handle.partition("-")
    if not dash or not token_matches(token, handle, PURPOSE):
        raise NotFound
    return number, account
