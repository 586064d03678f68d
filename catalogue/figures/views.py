"""How the listings of a provider do, as a page and for a spreadsheet."""

from __future__ import annotations

import csv
import io

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from catalogue.core.clock import now
from catalogue.core.paging import page_number, pages_of
from catalogue.core.spreadsheets import guarded
from catalogue.figures.presenting import PERIODS, SOURCES, FiguresPage, figures_page
from catalogue.figures.rules import Period
from catalogue.providers.desk import desk, desk_blueprint

bp = desk_blueprint("figures", __name__)
blueprints = (bp,)
SHOWN = 50


@bp.get("/figures")
def figures() -> ResponseReturnValue:
    here = desk()
    page = figures_page(here.provider_id, _period(), now())
    pages = pages_of(len(page.rows), SHOWN)
    number = min(page_number(), pages)
    return render_template(
        "figures/figures.html", desk=here, page=page, periods=PERIODS, sources=SOURCES,
        page_url=lambda wanted: url_for(".figures", period=page.period, page=wanted),
        rows=page.rows[(number - 1) * SHOWN : number * SHOWN], number=number, pages=pages,
    )  # fmt: skip


@bp.get("/figures.csv")
def figures_csv() -> ResponseReturnValue:
    page = figures_page(desk().provider_id, _period(), now())
    answer = Response("\ufeff" + _table(page), mimetype="text/csv")
    name = f"figures-{page.days.first.isoformat()}-{page.days.last.isoformat()}.csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _period() -> Period:
    asked = request.args.get("period", "")
    return Period(asked) if asked in tuple(Period) else Period.QUARTER


def _table(page: FiguresPage) -> str:
    """Every listing with plain numbers: shares in percent, the mean of ratings only from five on."""
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(
        [_("Reference"), _("Title"), _("Views"), _("Saves"), _("Enrolments"), _("Seats taken"), _("Seats"),
         _("On the waiting list"), _("Completions"), _("Results entered"), _("Ratings"), _("Average rating")]
    )  # fmt: skip
    for row in page.rows:
        mean = row.rating.mean if row.rating else ""
        table.writerow(
            [guarded(row.offering.reference if row.offering else ""), guarded(row.title.text), row.views, row.saves,
             row.enrolments, row.taken, row.seats, row.waiting, row.completed, row.ended, row.rated, mean]
        )  # fmt: skip
    return written.getvalue()
