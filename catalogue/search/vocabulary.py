"""Which values each filter may have, as far as lists say so."""

from __future__ import annotations

from catalogue.search.request import Vocabulary
from catalogue.taxonomy import queries as taxonomy
from catalogue.taxonomy.vocabularies import FORMATS, access_features, keys


def vocabulary() -> Vocabulary:
    """Facet → its values; a provider may be any, since only the database knows them."""
    places = taxonomy.places()
    return {
        "format": frozenset(FORMATS),
        "topic": frozenset(taxonomy.topics_by_code()),
        "city": frozenset(key for key in places if ":" not in key),
        "district": frozenset(key for key in places if ":" in key),
        "mode": frozenset(keys("delivery_modes")),
        "language": frozenset(keys("languages_of_instruction")),
        "gender": frozenset(keys("attendance_groups")),
        "audience": frozenset(keys("audiences")),
        "credential": frozenset(keys("credential_types")),
        "access": frozenset(access_features()),
        "skill": frozenset(taxonomy.skills()),
        "occupation": taxonomy.isco_codes(),
    }
