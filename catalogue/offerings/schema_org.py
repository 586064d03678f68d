"""An offering as schema.org data (Course and CourseInstance), for search engines and whoever harvests pages."""

from __future__ import annotations

from typing import Any

from catalogue.core.formats import at_zone
from catalogue.core.texts import local
from catalogue.offerings.models import Offering, Run
from catalogue.offerings.rules import RunState
from catalogue.offerings.run_words import RunWords

MODES = {
    "online_live": "online",
    "online_self_paced": "online",
    "blended": "blended",
    "in_person": "onsite",
    "on_the_job": "onsite",
    "outdoor": "onsite",
}


def course(
    offering: Offering, runs: list[RunWords], *, url: str, provider_url: str, image: str | None = None
) -> dict[str, Any]:
    """What the page says, as JSON-LD; what is unknown is left out."""
    title, summary = local(offering, "title"), local(offering, "summary")
    taught = [local(link.skill, "name").text for link in offering.skills if link.role == "taught" and link.skill]
    provider = {"@type": "Organization", "name": local(offering.provider, "name").text, "url": provider_url}
    return _known(
        {
            "@context": "https://schema.org",
            "@type": "Course",
            "@id": url,
            "url": url,
            "name": title.text,
            "inLanguage": _languages(offering.languages),
            "description": summary.text or local(offering, "description").text,
            "image": image,
            "provider": provider,
            "teaches": taught,
            "timeRequired": f"PT{offering.hours}H" if offering.hours else None,
            "typicalAgeRange": _ages(offering),
            "hasCourseInstance": [_instance(one.run, offering) for one in runs if one.run.state != RunState.POSTPONED],
        }
    )


def _instance(run: Run, offering: Offering) -> dict[str, Any]:
    days = [at_zone(at, run.time_zone).isoformat() if at else None for at in (run.starts_at, run.ends_at)]
    hours = offering.hours
    return _known(
        {
            "@type": "CourseInstance",
            "courseMode": MODES.get(run.mode),
            "startDate": days[0],
            "endDate": days[1],
            "courseWorkload": f"PT{hours}H" if hours else None,
            "inLanguage": _languages(run.languages or offering.languages),
            "eventStatus": "https://schema.org/EventCancelled" if run.state == RunState.CANCELLED else None,
            "maximumAttendeeCapacity": run.capacity,
            "location": _place(run),
            "offers": _offer(run),
        }
    )


def _place(run: Run) -> dict[str, Any] | None:
    if run.venue is None:
        return None
    city = run.city or run.venue.city
    address = _known(
        {
            "@type": "PostalAddress",
            "streetAddress": local(run.venue, "address").text,
            "addressLocality": local(city, "name").text if city else None,
            "addressCountry": "SA",
        }
    )
    return {"@type": "Place", "name": local(run.venue, "name").text, "address": address}


def _offer(run: Run) -> dict[str, Any] | None:
    if run.price_halalas is None:
        return None
    category = "Free" if run.price_halalas == 0 else "Paid"
    price = f"{run.price_halalas / 100:.2f}"
    return {"@type": "Offer", "category": category, "price": price, "priceCurrency": run.currency}


def _languages(keys: list[str]) -> list[str]:
    return list(dict.fromkeys(part for key in keys for part in key.split("-")))


def _ages(offering: Offering) -> str | None:
    if offering.age_min is None and offering.age_max is None:
        return None
    return f"{offering.age_min or 0}-{'' if offering.age_max is None else offering.age_max}"


def _known(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in (None, "", [])}
