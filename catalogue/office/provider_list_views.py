"""Every provider that the office looks after, whatever its state: by words, by state."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from catalogue.accounts.visitor import visitor
from catalogue.core.paging import page_number
from catalogue.office.provider_list import WORDS_MOST
from catalogue.office.provider_list import providers as find
from catalogue.office.scope import scope_of
from catalogue.providers.wording import KINDS, STATES, TONES


def attach(bp: Blueprint) -> None:
    """Add this page to the office's blueprint."""
    bp.get("/office/providers")(providers)


def providers() -> ResponseReturnValue:
    words, state = request.args.get("q", "")[:WORDS_MOST].strip(), request.args.get("state", "")
    state = state if state in STATES else ""
    found = find(scope_of(visitor().account_id), words, state, page_number())
    return render_template(
        "office/providers.html", found=found, words=words, state=state, states=STATES, tones=TONES, kinds=KINDS
    )
