"""CSV: one row per run, grouped by offering; what is wrong is told at its own row."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from catalogue.core.db import db
from catalogue.core.reader import Reader, reading_as
from catalogue.offerings.exchange import problems
from catalogue.offerings.exchange.shape import RUNS_MAX
from catalogue.offerings.models import Offering, Run
from catalogue.offerings.services import Report
from catalogue.providers.models import Provider
from tests.builders_offerings import TABLE, counts, taken, told

HEADER = "reference,provider,kind,title_en,summary_en,run_reference,mode,capacity,price,sessions"
EVENING = "2027-01-20T17:00/2027-01-20T19:00"


def table(folder: Path, *rows: str, header: str = HEADER, name: str = "table.csv") -> Report:
    path = folder / name
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return taken(path)


def test_rows_become_offerings_with_runs_and_a_second_time_nothing(app: Flask) -> None:
    assert counts(taken(TABLE)) == (2, 0, 0, 0)
    again = taken(TABLE)

    assert (counts(again), told(again)) == ((0, 0, 2, 0), [])
    offering = db.session.scalars(select(Offering).where(Offering.reference == "c1")).one()
    assert [run.reference for run in offering.runs] == ["c1-a", "c1-b"]
    assert (offering.age_min, offering.languages) == (16, ["ar", "en"])
    assert [link.topic.code for link in offering.topics] == ["0213", "0215"]
    assert offering.provider.name_en == "Table provider"


def test_times_without_offset_are_the_citys(app: Flask) -> None:
    taken(TABLE)

    run = db.session.scalars(select(Run).where(Run.reference == "c1-a")).one()
    assert run.starts_at == datetime(2027, 1, 20, 14, tzinfo=UTC)
    assert run.enrol_closes_at == datetime(2027, 1, 18, 20, 59, tzinfo=UTC)
    assert (len(run.sessions), run.price_halalas, run.capacity) == (2, 5050, 12)
    assert run.venue is not None
    assert run.room_ar is not None
    assert run.room_en is None


def test_a_bad_row_is_refused_and_the_other_runs_go_in(app: Flask, tmp_path: Path) -> None:
    report = table(
        tmp_path,
        f"o1,p1,course,Welding,Sparks,a,online_live,5,0,{EVENING}",
        f"o1,p1,,,,b,online_live,-5,0,{EVENING}",
        f"o1,p1,,,,c,online_live,5,0,{EVENING}",
    )

    assert counts(report) == (1, 0, 0, 1)
    assert told(report) == [(3, "capacity", True)]
    assert list(db.session.scalars(select(Run.reference).order_by(Run.reference))) == ["a", "c"]


def test_columns_that_disagree_are_refused_at_their_row(app: Flask, tmp_path: Path) -> None:
    report = table(
        tmp_path,
        "o1,p1,course,Welding,Sparks,a,online_live,5,0,",
        "o1,p1,course,Soldering,Sparks,b,online_live,5,0,",
        "o1,p1,course,Welding,Sparks,c,online_live,5,0,",
    )

    assert counts(report) == (1, 0, 0, 1)
    assert told(report) == [(3, "title_en", True)]
    assert db.session.scalars(select(Offering.title_en)).one() == "Welding"


def test_a_bad_offering_refuses_all_its_rows(app: Flask, tmp_path: Path) -> None:
    report = table(
        tmp_path,
        "o1,p1,banquet,Welding,Sparks,a,online_live,5,0,",
        "o1,p1,,,,b,online_live,5,0,",
        "o2,p1,course,Filing,Dust,a,online_live,5,0,",
    )

    assert counts(report) == (1, 0, 0, 2)
    assert told(report) == [(2, "kind", True)]


def test_a_run_without_reference_or_mode_is_refused(app: Flask, tmp_path: Path) -> None:
    report = table(tmp_path, "o1,p1,course,Welding,Sparks,,online_live,5,0,", "o2,p1,course,Filing,Dust,a,,5,0,")

    assert told(report) == [(2, "run_reference", True), (3, "mode", True)]


def test_a_run_twice_and_an_offering_twice_are_refused_at_the_second(app: Flask, tmp_path: Path) -> None:
    report = table(
        tmp_path,
        "o1,p1,course,Welding,Sparks,a,online_live,5,0,",
        "o1,p1,course,Welding,Sparks,a,online_live,5,0,",
        "o2,p1,course,Filing,Dust,a,online_live,5,0,",
        "o1,p1,course,Welding,Sparks,b,online_live,5,0,",
    )

    assert counts(report) == (2, 0, 0, 2)
    assert told(report) == [(3, "run_reference", True), (5, "reference", True)]


def test_sessions_in_another_shape_are_refused(app: Flask, tmp_path: Path) -> None:
    report = table(
        tmp_path,
        "o1,p1,course,Welding,Sparks,a,online_live,5,0,20/01/2027 17:00",
        "o2,p1,course,Welding,Sparks,a,online_live,5,0,2027-02-31T17:00/2027-02-31T18:00",
    )

    assert [(row, field) for row, field, _refused in told(report)] == [(2, "sessions"), (3, "sessions")]


def test_an_unknown_column_is_reported_once(app: Flask, tmp_path: Path) -> None:
    rows = ["o1,p1,course,Welding,Sparks,red", "o2,p1,course,Filing,Dust,blue"]

    report = table(tmp_path, *rows, header="reference,provider,kind,title_en,summary_en,colour")

    assert counts(report) == (2, 0, 0, 0)
    assert told(report) == [(1, "colour", False)]


def test_quoted_cells_semicolons_and_nul_characters_are_read(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "excel.csv"
    path.write_bytes(
        b'reference;provider;kind;title_en;description_en\r\no1;p1;course;"We\x00ld; fi\nle";"a ""b"""\r\n'
    )

    assert counts(taken(path)) == (1, 0, 0, 0)
    assert db.session.execute(select(Offering.title_en, Offering.description_en)).one() == ("Weld; fi le", 'a "b"')


def test_a_row_with_too_many_cells_is_refused(app: Flask, tmp_path: Path) -> None:
    report = table(tmp_path, "o1,p1,course,Welding, fine,Sparks,a,online_live,5,0,,x", "o2,p1,course,Filing,Dust,,,,,")

    assert counts(report) == (1, 0, 0, 1)
    assert told(report) == [(2, "row", True)]


def test_a_cell_beyond_all_measure_is_refused(app: Flask, tmp_path: Path) -> None:
    report = table(tmp_path, f"o1,p1,course,{'x' * 1_100_000},Sparks,,,,,", "o2,p1,course,Filing,Dust,,,,,")

    assert counts(report) == (1, 0, 0, 1)
    assert told(report) == [(2, "row", True)]


def test_an_empty_cell_empties_and_a_missing_column_leaves_alone(app: Flask, tmp_path: Path) -> None:
    header = "reference,provider,kind,title_en,title_ar,summary_en,level"
    table(tmp_path, "o1,p1,course,Welding,,Sparks,beginner", header=header)

    table(tmp_path, "o1,p1,course,Welding,", header="reference,provider,kind,title_en,level")

    assert db.session.execute(select(Offering.summary_en, Offering.level)).one() == ("Sparks", None)


def test_what_publishing_lacks_is_told_at_the_row_of_the_run(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "two.csv"
    path.write_text(
        "reference,provider,kind,title_en,summary_en,topics,credential,run_reference,mode,gender_mode,price,sessions\n"
        f"o1,p1,course,Welding,Sparks,0715,none,a,online_live,mixed,0,{EVENING}\n\n"
        f"o1,p1,,,,,,b,online_live,,0,{EVENING}\n"
    )

    report = taken(path, publish=True)

    assert (counts(report), told(report)) == ((1, 0, 0, 0), [(4, "gender_mode", False)])


def test_a_table_is_recognised_by_what_it_holds(app: Flask, tmp_path: Path) -> None:
    assert counts(table(tmp_path, "o1,p1,course,Welding,Sparks,,,,,", name="no-ending")) == (1, 0, 0, 0)


def test_flags_and_venue_addresses_have_their_columns(app: Flask, tmp_path: Path) -> None:
    header = "reference,provider,kind,title_en,run_reference,mode,flexible_start,venue_en,venue_address_en"
    table(tmp_path, "o1,p1,course,Welding,a,in_person,yes,Hall,Second street", header=header)

    run = db.session.scalars(select(Run)).one()
    assert run.venue is not None
    assert (run.flexible_start, run.venue.address_en) == (True, "Second street")


def test_a_row_without_provider_is_refused(app: Flask, tmp_path: Path) -> None:
    assert told(table(tmp_path, "o1,,course,Welding,Sparks,,,,,")) == [(2, "provider", True)]


def test_a_file_of_tables_may_lack_the_provider_where_it_is_given(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("reference,kind,title_en\no1,course,Welding\n")

    assert counts(taken(path, provider="p9")) == (1, 0, 0, 0)
    assert db.session.execute(select(Provider.reference, Provider.name_en)).one() == ("p9", "p9")


def test_reduced_prices_run_languages_and_access_have_their_columns(app: Flask, tmp_path: Path) -> None:
    header = (
        "reference,provider,kind,title_en,run_reference,mode,price,reduced_price,reduced_for,run_languages,"
        "venue_en,venue_access,room"
    )
    table(
        tmp_path, "o1,p1,course,Welding,a,in_person,100,20.5,job_seekers,en|ar,Hall,lift|parking=no,12b", header=header
    )

    run = db.session.scalars(select(Run)).one()
    assert (run.reduced_price_halalas, run.reduced_for, run.languages) == (2050, "job_seekers", ["en", "ar"])
    assert run.venue is not None
    assert (run.venue.access, run.room_en) == ({"lift": "yes", "parking": "no"}, "12b")


def test_a_quotation_mark_that_is_not_closed_is_told_with_the_rows_that_it_takes(app: Flask, tmp_path: Path) -> None:
    report = table(
        tmp_path,
        f"o1,p1,course,Baking,Bread,a,online_live,5,0,{EVENING}",
        f'o2,p1,course,"Welding,Sparks,a,online_live,5,0,{EVENING}',
        f"o3,p1,course,Sewing,Seams,a,online_live,5,0,{EVENING}",
        f"o4,p1,course,Singing,Songs,a,online_live,5,0,{EVENING}",
    )

    assert counts(report) == (1, 0, 0, 3)
    assert told(report) == [(3, "row", True)]
    with reading_as(Reader(lang="en")):
        assert "up to row 5 were not read" in str(report.problems[0].message)


def test_after_the_next_quotation_mark_rows_are_read_again_under_their_own_numbers(app: Flask, tmp_path: Path) -> None:
    report = table(
        tmp_path,
        f'o1,p1,course,"Welding,Sparks,a,online_live,5,0,{EVENING}',
        f'o2,p1,course,"Baking",Bread,a,online_live,5,0,{EVENING}',
        f"o3,p1,course,Sewing,Seams,a,online_live,-5,0,{EVENING}",
        f"o4,p1,course,Singing,Songs,a,online_live,5,0,{EVENING}",
    )

    assert [(row, field) for row, field, _refused in told(report)] == [(2, "row"), (4, "capacity")]
    assert report.refused == 3
    assert set(db.session.scalars(select(Offering.reference))) == {"o4"}


def test_lines_inside_a_closed_cell_are_text(app: Flask, tmp_path: Path) -> None:
    header = f"{HEADER},description_en"
    row = f'o1,p1,course,Welding,"Spark ""s""",a,online_live,5,0,{EVENING},"One\n\nTwo"'
    report = table(tmp_path, row, header=header)
    assert (counts(report), told(report)) == ((1, 0, 0, 0), [])
    assert db.session.scalars(select(Offering.description_en)).one() == "One\n\nTwo"


@pytest.mark.parametrize("twice", ["capacity", "title_en", "Reference ", "colour"])
def test_a_column_that_stands_twice_is_named_and_nothing_is_taken(app: Flask, tmp_path: Path, twice: str) -> None:
    header = f"{HEADER},colour,{twice}"
    with pytest.raises(problems.ColumnTwice) as refused:
        table(tmp_path, f"o1,p1,course,Welding,Sparks,a,online_live,5,0,{EVENING},red,x", header=header)
    assert refused.value.about == {"column": twice.strip().casefold()}


def test_an_offering_of_more_runs_than_it_can_have_is_refused_with_all_its_rows(app: Flask, tmp_path: Path) -> None:
    many = [f"o1,p1,course,Welding,Sparks,r{n},online_live,5,0,{EVENING}" for n in range(RUNS_MAX + 50)]
    report = table(tmp_path, *many, f"o2,p1,course,Baking,Bread,a,online_live,5,0,{EVENING}")
    assert counts(report) == (1, 0, 0, RUNS_MAX + 50)
    assert told(report) == [(2, "runs", True)]
    assert db.session.scalars(select(Offering.reference)).all() == ["o2"]


def test_mistakes_of_the_dates_are_told_beside_those_of_the_listing(app: Flask, tmp_path: Path) -> None:
    """Who mends one mistake is not to learn of the next one only then."""
    report = table(
        tmp_path,
        "o1,p1,cours,Welding,Sparks,a,online_live,-3,0,2027-02-31T17:00/2027-02-31T19:00",
        f"o1,p1,,,,b,online_live,5,-1,{EVENING}",
    )

    assert {(one.row, one.field) for one in report.problems} == {
        (2, "kind"), (2, "capacity"), (2, "sessions"), (3, "price"),
    }  # fmt: skip
    assert counts(report) == (0, 0, 0, 2)
