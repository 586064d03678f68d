"""How facts of offerings and runs are put into words; used by pages, mails and files alike."""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter

from flask import has_request_context, url_for

from catalogue.core.formats import money, number
from catalogue.core.messages import gettext as _
from catalogue.core.paths import path_of
from catalogue.core.reader import reader
from catalogue.core.texts import local, slug
from catalogue.offerings.models import Offering, Run
from catalogue.taxonomy.vocabularies import label


def age_words(age_min: int | None, age_max: int | None) -> str:
    """For which age something is: an open end is left open, no bound at all is everybody."""
    if age_min is None and age_max is None:
        return str(_("All ages"))
    if age_max is None:
        return str(_("From age %(years)s", years=number(age_min or 0)))
    if age_min is None:
        return str(_("Up to age %(years)s", years=number(age_max)))
    if age_min == age_max:
        return str(_("Age %(years)s", years=number(age_min)))
    return str(_("Ages %(from_age)s to %(to_age)s", from_age=number(age_min), to_age=number(age_max)))


def reduced_words(run: Run) -> str:
    """Who pays less, and how much; empty where everybody pays the same."""
    if run.reduced_price_halalas is None or run.reduced_for is None:
        return ""
    group = label("audiences", run.reduced_for)
    if run.reduced_price_halalas == 0:
        return str(_("Free for this group: %(group)s", group=group))
    amount = money(run.reduced_price_halalas, run.currency)
    return str(_("%(amount)s for this group: %(group)s", amount=amount, group=group))


def price_range_words(runs: Iterable[Run]) -> str:
    """From the cheapest to the dearest of these dates."""
    prices = ((run.price_halalas, run.currency) for run in runs if run.price_halalas is not None)
    priced = sorted(prices, key=itemgetter(0))
    if not priced:
        return str(_("Price not stated"))
    cheapest, dearest = money(*priced[0]), money(*priced[-1])
    if cheapest == dearest:
        return cheapest
    if not priced[0][0]:
        return str(_("Free to %(amount)s", amount=dearest))
    return str(_("%(start)s to %(end)s", start=cheapest, end=dearest))


def offering_url(of: Run | Offering, lang: str | None = None, *, external: bool = False) -> str:
    """The page of an offering, or of the offering that a run belongs to, in the reader's language or another one."""
    offering, lang = of.offering if isinstance(of, Run) else of, lang or reader().lang
    readable = slug(local(offering, "title", lang).text)
    parts = {"lang": lang, "offering_id": offering.public_id, "slug": readable}
    if external or not has_request_context():
        return url_for("offerings.offering", **parts, _external=external)
    return path_of("offerings.offering", **parts)
