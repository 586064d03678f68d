"""What the public pages of the search are made from, as a name that changes with it.

The index in use; the changes that it does not have yet (every change of what cards show is noted there, in its own
transaction: `offerings/stale.py`); what time alone has opened, closed, begun, ended or let go unconfirmed; and the day.
Asked first, in the same snapshot of the database that the page is then made from.

As long as changes wait, a run's new dates are not known to the index, so time may open or close it unnoticed: then the
name holds only for the few seconds that a page is kept. Vocabularies are read once per process, as everywhere.
"""

from __future__ import annotations

from sqlalchemy import Text, cast, func, select

from catalogue.core.clock import now
from catalogue.core.formats import at_zone
from catalogue.core.whole_pages import Ask, State
from catalogue.offerings.models import IndexChange
from catalogue.search.engine import engine
from catalogue.search.port import IndexUnusable

_rows = IndexChange.__table__.c  # the table itself: it is asked at every page, and the ORM takes as long again
WAITING = select(func.count(), func.max(_rows.id), cast(func.max(_rows.changed_at), Text))
"""As text: a name is made of it, which must not depend on how the database is asked."""


def public_state(ask: Ask) -> State | None:
    """None where there is no usable index."""
    moment = now()
    try:
        found = engine().moment(moment)
    except IndexUnusable:
        return None
    count, last, changed_at = ask(WAITING)
    name = f"{found} {count}.{last}.{changed_at} {moment.date()} {at_zone(moment).date()}"
    return State(name, settled=not count)
