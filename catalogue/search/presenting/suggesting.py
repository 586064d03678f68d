"""The words around suggestions, for the script that shows them."""

from __future__ import annotations

from catalogue.core.messages import gettext as _
from catalogue.core.messages import pgettext


def suggest_words() -> dict[str, object]:
    """Kinds of suggestions, and what a screen reader says of them; `{n}` is their number."""
    return {
        "kinds": {
            "search": _("Search"),
            "offering": pgettext("suggestion", "Course"),
            "provider": pgettext("suggestion", "Provider"),
            "topic": pgettext("suggestion", "Field of study"),
            "occupation": pgettext("suggestion", "Occupation"),
        },
        "hint": _("When suggestions appear, the up and down arrows move among them and Enter takes one."),
        "some": _("Suggestions: {n}"),
        "none": _("No suggestions"),
    }
