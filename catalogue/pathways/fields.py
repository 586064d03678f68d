"""Fields of work: the groups of skills, by which occupations are put in order for people."""

from __future__ import annotations

from collections import Counter
from types import MappingProxyType

from flask_babel import lazy_gettext as _l

from catalogue.taxonomy.queries import OccupationFacts, SkillFacts

CORE = "core"  # what every work needs, so it tells nothing about the field
FIELDS = MappingProxyType(
    {
        "process": (_l("Process and petrochemicals"), "flask-conical"),
        "mechanical": (_l("Mechanics, welding and inspection"), "wrench"),
        "electrical": (_l("Electricity, instruments and automation"), "lightbulb"),
        "hse": (_l("Safety and emergency services"), "hard-hat"),
        "energy": (_l("Energy, water and environment"), "sprout"),
        "logistics": (_l("Ports and logistics"), "ship"),
        "software": (_l("Software and data"), "code"),
        "infrastructure": (_l("Networks and cybersecurity"), "shield-check"),
        "business": (_l("Business and administration"), "briefcase-business"),
        "sales": (_l("Sales, marketing and customer service"), "message-circle"),
        "hospitality": (_l("Tourism, food and the sea"), "utensils"),
        "health": (_l("Health care"), "heart-pulse"),
        "education": (_l("Education and childcare"), "graduation-cap"),
        "creative": (_l("Design and crafts"), "palette"),
        "other": (_l("Other fields"), "star"),
    }
)
"""Key → name and icon, in the order in which they are shown."""


def field_of(occupation: OccupationFacts, skills: dict[int, SkillFacts]) -> str:
    """The field that most of an occupation's essential skills belong to."""
    groups = Counter(skills[skill].group for skill in occupation.essential if skill in skills)
    groups.pop(CORE, None)
    found = groups.most_common(1)
    return found[0][0] if found and found[0][0] in FIELDS else "other"
