"""Where the office finds the pictures of a listing, also before anybody else does."""

from __future__ import annotations

from flask import url_for

from catalogue.offerings.images.presenting import Addressed
from catalogue.offerings.models import Offering


def office_address(offering: Offering) -> Addressed:
    return lambda key, width: url_for("office.image", offering_id=offering.public_id, key=key, width=width)
