"""Deleting a draft: a page that shows what goes, and the button that does it."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from catalogue.accounts.visitor import visitor
from catalogue.core.clock import now
from catalogue.core.errors import DomainError
from catalogue.core.reader import LANGUAGES
from catalogue.offerings.editing import queries, rules, services
from catalogue.offerings.editing.blueprint import bp
from catalogue.offerings.editing.halls import only_here
from catalogue.offerings.editing.hints import TEXTS
from catalogue.offerings.models import Offering
from catalogue.offerings.run_words import RunWords
from catalogue.providers.desk import desk
from catalogue.taxonomy.vocabularies import label


@bp.get("/listings/<offering_id>/delete")
def ask_to_delete(offering_id: str) -> ResponseReturnValue:
    try:
        found = queries.own_listing(desk().provider_id, offering_id)
    except rules.DraftDeleted:
        return _gone()
    rules.ensure_deletable(found.state, published=found.published_at is not None)
    return _page(found)


@bp.post("/listings/<offering_id>/delete")
def delete(offering_id: str) -> ResponseReturnValue:
    here = desk()
    try:
        services.delete_draft(
            here.provider_id, offering_id, seen=request.form.get("seen", ""), actor_id=visitor().account_id, now=now()
        )
    except rules.DraftChanged as refused:
        return _page(queries.own_listing(here.provider_id, offering_id), refused)
    except rules.DraftDeleted:  # the button was pressed twice, or a colleague was quicker: it is as it was wanted
        pass
    return _gone()


def _gone() -> ResponseReturnValue:
    return redirect(url_for(".listings", notice="draft_deleted"), code=303)


def _page(found: Offering, problem: DomainError | None = None) -> ResponseReturnValue:
    texts = [
        (
            text.words,
            [label("languages_of_instruction", lang) for lang in LANGUAGES if getattr(found, f"{text.name}_{lang}")],
        )
        for text in TEXTS
        if any(getattr(found, f"{text.name}_{lang}") for lang in LANGUAGES)
    ]
    page = render_template(
        "listings/delete.html",
        desk=desk(), offering=found, problem=problem, texts=texts, runs=[RunWords(run, now()) for run in found.runs],
        programmes=queries.programmes_with(found.id), halls=only_here(found),
    )  # fmt: skip
    return page, problem.status if problem else 200
