"""The columns that a table may have."""

from __future__ import annotations

from catalogue.core.reader import LANGUAGES
from catalogue.offerings.exchange.shape import BILINGUAL, OFFERING_COLUMNS, RUN_COLUMNS, RUN_MOMENTS

OFFERING_LISTS = (
    "topics",
    "audiences",
    "languages",
    "skills_taught",
    "skills_required",
    "occupations",
    "features",
    "prerequisites",
    "steps",
)
OFFERING_PLAIN = ("reference", "kind", *(name for name in OFFERING_COLUMNS if name not in OFFERING_LISTS))
PROVIDER = ("provider", "provider_name_ar", "provider_name_en")
RUN_PLAIN = (
    "mode",
    "city",
    "district",
    *(name for name in RUN_COLUMNS if name != "languages"),
    *RUN_MOMENTS,
)
RUN_TEXTS = ("venue", "venue_address", "room")
RUN_OTHERS = ("run_reference", "run_languages", "room", "reduced_price", "reduced_for", "sessions", "venue_access")
OFFERING_ALL = {
    *OFFERING_PLAIN,
    *OFFERING_LISTS,
    *PROVIDER,
    *(f"{name}_{lang}" for name in BILINGUAL for lang in LANGUAGES),
}
RUN_ALL = {*RUN_PLAIN, *RUN_OTHERS, *(f"{name}_{lang}" for name in RUN_TEXTS for lang in LANGUAGES)}
