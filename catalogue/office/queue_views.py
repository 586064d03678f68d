"""The queues as pages, with what can be chosen of them; and the next thing that waits, for whoever has just decided."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from catalogue.accounts.visitor import visitor
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.core.paging import page_number
from catalogue.core.texts import LocalText, local
from catalogue.offerings.editing.models import OfferingRevision
from catalogue.offerings.models import Offering
from catalogue.offerings.presenting.badges import kind_badge
from catalogue.office import queue
from catalogue.office.queue import Chosen
from catalogue.office.scope import Scope, scope_of
from catalogue.taxonomy import queries as taxonomy

LINES: dict[str, Callable[[Scope, Chosen], Sequence[str]]] = {
    "listing": queue.line_of_listings,
    "revision": queue.line_of_revisions,
}


@dataclass(frozen=True)
class Line:
    """Where somebody stands in a queue. :ivar total: how many wait; :ivar following: the next one's number, or ""."""

    name: str
    chosen: Chosen
    total: int
    following: str

    @property
    def skip(self) -> str:
        """Where the next one is."""
        return self._address(self.following) if self.following else ""

    def after_deciding(self, number: str) -> ResponseReturnValue:
        """To the next one; to the office's first page where nothing more waits in this queue."""
        if not self.following:
            return redirect(url_for("office.overview", notice="queue_done"), code=303)
        about = {"notice": "decided_next", "decided": number}
        return redirect(self._address(self.following, **about), code=303)

    def _address(self, number: str, **about: str) -> str:
        return _address(self.name, number, {**self.chosen.args, **about})


def attach(bp: Blueprint) -> None:
    """Add these pages to the office's blueprint."""
    bp.get("/office/listings")(listings)
    bp.get("/office/revisions")(revisions)


def listings() -> ResponseReturnValue:
    chosen, scope = chosen_here(), scope_of(visitor().account_id)
    found = queue.listings_in_review(scope, chosen, page=page_number())
    return render_template("office/listings.html", queue=found, **_about(chosen, scope))


def revisions() -> ResponseReturnValue:
    chosen, scope = chosen_here(), scope_of(visitor().account_id)
    found = queue.revisions_waiting(scope, chosen, page=page_number())
    return render_template("office/revisions.html", queue=found, **_about(chosen, scope))


def chosen_here() -> Chosen:
    """What the address, or the form that was sent, says."""
    return Chosen.of(request.values.to_dict())


def line(name: str, number: str) -> Line:
    """The queue around one thing in it; asked before it is decided."""
    chosen = chosen_here()
    waiting = list(LINES[name](scope_of(visitor().account_id), chosen))
    others = [one for one in waiting if one != number]
    at = waiting.index(number) if number in waiting else 0
    return Line(name, chosen, len(waiting), others[at % len(others)] if others else "")


@dataclass(frozen=True)
class Before:
    """What was decided just before, so that a slip can be seen to."""

    title: LocalText
    url: str


def just_decided(name: str) -> Before | None:
    """Source: `Line.after_deciding`."""
    number, scope = request.args.get("decided", ""), scope_of(visitor().account_id)
    if not number:
        return None
    found = select(Offering).join(Offering.provider).where(scope.of_offerings())
    if name == "revision":
        found = found.join(OfferingRevision, OfferingRevision.offering_id == Offering.id)
    of = OfferingRevision if name == "revision" else Offering
    offering = db.session.scalars(found.where(of.public_id == number)).one_or_none()
    if offering is None:
        return None
    return Before(local(offering, "title"), _address(name, number))


def _address(name: str, number: str, about: Mapping[str, str] | None = None) -> str:
    part = {"listing": "offering_id", "revision": "revision_id"}[name]
    values: dict[str, Any] = {part: number, **(about or {})}
    return url_for(f"office.{name}", **values)


def _about(chosen: Chosen, scope: Scope) -> dict[str, object]:
    cities = taxonomy.cities() if scope.cities is None else []
    return {"chosen": chosen, "now": now(), "kind_badge": kind_badge, "cities": cities}
