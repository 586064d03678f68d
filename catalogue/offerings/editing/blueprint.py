"""The listings of one provider's desk; views of several modules stand on it."""

from __future__ import annotations

from catalogue.providers.desk import desk_blueprint

bp = desk_blueprint("listings", __name__)
