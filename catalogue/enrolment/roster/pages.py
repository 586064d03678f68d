"""Every page of a provider's classes: importing this file puts them on the blueprint."""

from __future__ import annotations

from catalogue.enrolment.roster import (
    changing_views,
    ending_views,
    meeting_views,
    paper_views,
    scanning_views,
    views,
    writing_views,
)
from catalogue.enrolment.roster.blueprint import bp

VIEWS = (views, changing_views, ending_views, meeting_views, paper_views, scanning_views, writing_views)
blueprints = (bp,)
