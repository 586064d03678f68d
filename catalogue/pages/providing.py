"""What providers are told about the exchange format: columns, what publishing needs, an example."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from catalogue.offerings.exchange.table_writing import OFFERING_COLUMNS, RUN_COLUMNS

COLUMNS = (*OFFERING_COLUMNS, *RUN_COLUMNS)
"""As the files have them that are offered for filling, but for what is rarely said."""
NEEDED = (
    _l("A title, and a summary or a description, in at least one of the two languages."),
    _l("At least one topic, by its ISCED-F code."),
    _l("The certificate that people get, or that there is none."),
    _l("At least one date, with the way it is taught, for whom it is, and the price."),
    _l("For each date its meetings (or that one starts when one likes), and a place where people meet."),
)
EXAMPLE = {
    "reference": "weld-01",
    "provider": {"reference": "institute-1", "name": {"en": "An institute"}},
    "kind": "course",
    "title": {"en": "Welding for beginners"},
    "summary": {"en": "First seams in flat position, with a practical test."},
    "topics": ["0715"],
    "level": "beginner",
    "age_min": 18,
    "languages": ["ar"],
    "credential": "completion",
    "runs": [
        {
            "reference": "weld-01-spring",
            "mode": "in_person",
            "city": "jubail-industrial-city",
            "district": "industrial-2",
            "gender_mode": "mixed",
            "price": "300.00",
            "capacity": 12,
            "sessions": [{"starts_at": "2027-02-07T17:00:00+03:00", "ends_at": "2027-02-07T20:00:00+03:00"}],
        }
    ],
}
