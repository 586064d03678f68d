"""What waits for the office. Call inside an app context."""

from __future__ import annotations

from typing import Any

from catalogue.accounts.models import Account
from catalogue.core.clock import now
from catalogue.offerings.filed.models import FileBatch, FileChange
from catalogue.offerings.models import Offering
from catalogue.offerings.reports import services as reports
from catalogue.offerings.reports.rules import ReportReason
from catalogue.providers.models import Provider
from catalogue.taxonomy.models import City
from tests.builders import a_place, a_provider, a_run, an_offering, saved
from tests.builders_listing import about
from tests.builders_proof import an_office_member


def a_city(slug: str = "jubail-industrial-city") -> City:
    district = {"jubail-industrial-city": "khalij", "yanbu-industrial-city": "radwa"}[slug]
    return a_place(f"{slug}:{district}").city


def office_of(city: City | None) -> Account:
    """A member of the office who looks after one city, or all."""
    return an_office_member(city_id=city.id if city else None)


def an_applicant(**facts: Any) -> Provider:
    return a_provider(**{"state": "applied", "verified_at": None, **facts})


def a_report(offering: Offering, account: Account | None = None, **about: Any) -> str:
    """Somebody says that a date is wrong. :returns: the report's number."""
    facts = {"reason": ReportReason.DATES, "words": "It begins at six.", "now": now(), **about}
    return reports.file(
        offering.id, facts["reason"], facts["words"], account_id=account.id if account else None, now=facts["now"]
    )


def a_filed_change(offering: Offering, **about: Any) -> FileBatch:
    """A file that raised the price of the listing's first date; nobody has looked at it."""
    facts = {"source": "desk", "name": "autumn.csv", "begun_at": now(), "last_at": now(), **about}
    batch = saved(FileBatch(provider_id=offering.provider_id, **facts))
    run = {"reference": offering.runs[0].reference} if offering.runs else {"reference": "r1"}
    before, after = ({"runs": [{**run, "price": price, "currency": "SAR"}]} for price in ("0.00", "950.00"))
    saved(FileChange(batch_id=batch.id, offering_id=offering.id, fresh=False, before=before, after=after))
    return batch


def in_review(provider: Provider | None = None, **facts: Any) -> Offering:
    """A listing that has everything that publishing needs."""
    offering = an_offering(provider=provider, **{"state": "in_review", "published_at": None, **facts})
    a_run(offering=offering, district_id=a_place().id)
    return about(offering, "0715")
