"""What publishing asks about, taken from the rows of an offering."""

from __future__ import annotations

from catalogue.core.reader import LANGUAGES
from catalogue.offerings.images.rules import lacks
from catalogue.offerings.models import Offering, Run
from catalogue.offerings.rules import LIVE, ListingParts, RunParts, RunState


def parts_of(offering: Offering) -> ListingParts:
    """What the rule about publishing needs to know; cancelled and draft runs do not count."""
    texts = (offering.summary_ar, offering.summary_en, offering.description_ar, offering.description_en)
    counting = [run for run in offering.runs if run.state not in {RunState.CANCELLED, RunState.DRAFT}]
    return ListingParts(
        has_text=any(texts),
        topics=len(offering.topics),
        credential=offering.credential,
        runs=tuple(_run(run) for run in counting or offering.runs),
        image_lacks=lacks(offering.image or {}, _described_in(offering)),
    )


def published_in(offering: Offering) -> tuple[str, ...]:
    """The languages in which an offering is published: those in which it has a title."""
    return tuple(lang for lang in LANGUAGES if getattr(offering, f"title_{lang}"))


def _described_in(offering: Offering) -> tuple[str, ...]:
    """The languages in which a picture needs words; a listing that people see may gain one before them."""
    languages, alt = published_in(offering), (offering.image or {}).get("alt") or {}
    there = tuple(lang for lang in languages if alt.get(lang))
    return there if there and offering.state in LIVE else languages


def _run(run: Run) -> RunParts:
    return RunParts(
        reference=run.reference,
        gender_mode=run.gender_mode,
        price_halalas=run.price_halalas,
        mode=run.mode,
        sessions=len(run.sessions),
        flexible=bool(run.flexible_start),
        has_place=run.venue is not None or run.district_id is not None,
    )
