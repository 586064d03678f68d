"""The views of the editor: they put themselves on its blueprint, which the desk registers with its own page."""

from catalogue.offerings.editing import (
    deleting_views,
    editor_views,
    expired_views,
    image_views,
    list_views,
    run_views,
    short_views,
    state_views,
)

__all__ = [
    "deleting_views",
    "editor_views",
    "expired_views",
    "image_views",
    "list_views",
    "run_views",
    "short_views",
    "state_views",
]

blueprints = ()
