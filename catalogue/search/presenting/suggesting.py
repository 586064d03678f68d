"""The words around suggestions, for the script that shows them."""

from __future__ import annotations

from catalogue.core.messages import gettext as _


def suggest_words() -> dict[str, object]:
    """Kinds of suggestions, and what a screen reader says of them; `{n}` is their number."""
    return {
        "kinds": {
            "search": _("Search"),
            "offering": _("Course"),
            "provider": _("Provider"),
            "topic": _("Field of study"),
            "occupation": _("Occupation"),
        },
        "hint": _("When suggestions appear, the up and down arrows move among them and Enter takes one."),
        "some": _("Suggestions: {n}"),
        "none": _("No suggestions"),
    }
