"""Bad rows are refused with number and field, and the good ones go in; bad files are refused at once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from catalogue.core.db import db
from catalogue.core.reader import Reader, reading_as
from catalogue.offerings.exchange import problems
from catalogue.offerings.exchange.workbook import WorkbookNotRead
from catalogue.offerings.models import Offering, Run
from catalogue.offerings.services.importing import TOLD
from tests.builders_offerings import SMALL, a_file, a_line, a_run_line, counts, taken, told

LONG = "x" * 10_000
OVERRIDE, POP = chr(0x202E), chr(0x202C)


def one_run(**about: Any) -> dict[str, Any]:
    return {"runs": [a_run_line(**about)]}


def sessions(*pairs: tuple[str, str]) -> dict[str, Any]:
    return one_run(sessions=[{"starts_at": start, "ends_at": end} for start, end in pairs])


HOSTILE: dict[str, tuple[dict[str, Any], str]] = {
    "no reference": ({"reference": None}, "reference"),
    "an endless reference": ({"reference": LONG}, "reference"),
    "a reference of marks only": ({"reference": OVERRIDE}, "reference"),
    "no provider": ({"provider": None}, "provider"),
    "a provider without reference": ({"provider": {"name": {"en": "X"}}}, "provider.reference"),
    "no kind": ({"kind": None}, "kind"),
    "an unknown kind": ({"kind": "banquet"}, "kind"),
    "a kind that is a list": ({"kind": ["course"]}, "kind"),
    "no title": ({"title": {}}, "title"),
    "a title that is a text": ({"title": "Welding"}, "title"),
    "a title in a third language": ({"title": {"fr": "Soudure"}}, "title.fr"),
    "a title of 10,000 letters": ({"title": {"en": LONG}}, "title.en"),
    "a title that is a number": ({"title": {"en": 5}}, "title.en"),
    "a title of marks only": ({"title": {"en": OVERRIDE + POP}}, "title"),
    "a lone surrogate for a title": ({"title": {"en": "\ud800"}}, "title"),
    "an unknown topic": ({"topics": ["9999"]}, "topics"),
    "topics that are no list": ({"topics": "0715"}, "topics"),
    "topics in a list in a list": ({"topics": [["0715"]]}, "topics"),
    "sixty-one topics": ({"topics": ["0715"] * 61}, "topics"),
    "an unknown occupation": ({"occupations": ["0000"]}, "occupations"),
    "an unknown level": ({"level": "wizard"}, "level"),
    "an unknown audience": ({"audiences": ["martians"]}, "audiences"),
    "an unknown credential": ({"credential": "crown"}, "credential"),
    "an unknown feature": ({"features": ["99.9"]}, "features"),
    "a negative age": ({"age_min": -1}, "age_min"),
    "an age of 121": ({"age_max": 121}, "age_max"),
    "an age that is no number": ({"age_min": "sixteen"}, "age_min"),
    "an age that is true": ({"age_min": True}, "age_min"),
    "ages in the wrong order": ({"age_min": 30, "age_max": 20}, "age_max"),
    "half an hour": ({"hours": 0.5}, "hours"),
    "runs that are no list": ({"runs": {"reference": "r1"}}, "runs"),
    "a run that is a text": ({"runs": ["r1"]}, "runs[0]."),
    "a run without reference": (one_run(reference=None), "runs[0].reference"),
    "a run twice": ({"runs": [a_run_line(), a_run_line()]}, "runs[1].reference"),
    "a run without mode": (one_run(mode=None), "runs[0].mode"),
    "an unknown mode": (one_run(mode="telepathy"), "runs[0].mode"),
    "an unknown gender mode": (one_run(gender_mode="robots"), "runs[0].gender_mode"),
    "a negative price": (one_run(price="-1.00"), "runs[0].price"),
    "a price with separators": (one_run(price="1,500"), "runs[0].price"),
    "a price that is no number": (one_run(price="NaN"), "runs[0].price"),
    "a reduced price above the price": (
        one_run(price="10.00", reduced={"price": "20.00", "for": "job_seekers"}), "runs[0].reduced.price",
    ),
    "a reduced price for nobody": (one_run(reduced={"price": "0.00"}), "runs[0].reduced.for"),
    "a reduced price that is a number": (one_run(reduced=5), "runs[0].reduced"),
    "a currency of four letters": (one_run(currency="EURO"), "runs[0].currency"),
    "negative seats": (one_run(capacity=-5), "runs[0].capacity"),
    "no seats": (one_run(capacity=0), "runs[0].capacity"),
    "seats beyond counting": (one_run(capacity=10**30), "runs[0].capacity"),
    "a negative waiting list": (one_run(waiting_list=-1), "runs[0].waiting_list"),
    "an unknown city": (one_run(city="atlantis"), "runs[0].city"),
    "a city with an unknown name": (one_run(city={"name": {"en": "Atlantis"}}), "runs[0].city"),
    "a district of another city": (one_run(city="yanbu-industrial-city", district="khalij"), "runs[0].district"),
    "a district without city": (one_run(district="khalij"), "runs[0].district"),
    "a venue that is a text": (one_run(venue="The hall"), "runs[0].venue"),
    "a venue without name": (one_run(venue={"access": {"lift": "yes"}}), "runs[0].venue"),
    "an unknown access feature": (
        one_run(venue={"name": {"en": "H"}, "access": {"jet": "yes"}}), "runs[0].venue.access",
    ),
    "an access feature answered perhaps": (
        one_run(venue={"name": {"en": "H"}, "access": {"lift": "perhaps"}}), "runs[0].venue.access.lift",
    ),
    "a venue on the moon": (one_run(venue={"name": {"en": "H"}, "latitude": 1e9}), "runs[0].venue.latitude"),
    "a join link that is a script": (one_run(join_url="javascript:alert(1)"), "runs[0].join_url"),
    "the 31st of February": (
        sessions(("2027-02-31T10:00:00Z", "2027-02-31T11:00:00Z")), "runs[0].sessions[0]",
    ),
    "a date written backwards": (sessions(("31/02/2027", "31/02/2027")), "runs[0].sessions[0]"),
    "a time without offset": (sessions(("2027-02-01T10:00", "2027-02-01T11:00")), "runs[0].sessions[0]"),
    "the year 9999": (sessions(("9999-12-31T10:00:00Z", "9999-12-31T11:00:00Z")), "runs[0].sessions[0]"),
    "an end before the start": (sessions(("2027-02-01T10:00:00Z", "2027-02-01T09:00:00Z")), "runs[0].sessions[0]"),
    "two sessions at once": (
        sessions(*[("2027-02-01T10:00:00Z", "2027-02-01T11:00:00Z")] * 2), "runs[0].sessions[1]",
    ),
    "a session that is a text": (one_run(sessions=["2027-02-01T10:00:00Z"]), "runs[0].sessions[0]"),
    "enrolment that closes before it opens": (
        one_run(enrol_opens_at="2027-01-02T00:00:00Z", enrol_closes_at="2027-01-01T00:00:00Z"),
        "runs[0].enrol_closes_at",
    ),
    "a reference that is a list": ({"reference": ["o1"]}, "reference"),
    "a prerequisite of 10,000 letters": ({"prerequisites": ["y" * 150]}, "prerequisites"),
    "steps that are no list": ({"steps": "o1"}, "steps"),
    "a district that is a number in an object": (
        one_run(city="jubail-industrial-city", district={"name": 5}), "runs[0].district",
    ),
    "access that is a list": (one_run(venue={"name": {"en": "H"}, "access": ["lift"]}), "runs[0].venue.access"),
    "four hundred and one sessions": (one_run(sessions=[{}] * 401), "runs[0].sessions"),
    "a start that is perhaps flexible": (one_run(flexible_start="perhaps"), "runs[0].flexible_start"),
    "a join link that is a number": (one_run(join_url=5), "runs[0].join_url"),
    "a join link of broken brackets": (one_run(join_url="https://[::1"), "runs[0].join_url"),
    "a step without reference": ({"steps": [{"provider": "p1"}]}, "steps"),
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_a_bad_line_is_refused_with_number_and_field_and_its_neighbours_go_in(
    app: Flask, tmp_path: Path, what: str
) -> None:
    change, field = HOSTILE[what]
    bad = a_line(**{"reference": "bad", **change})

    report = taken(a_file(tmp_path, a_line(), bad, a_line(reference="o3")), publish=True)

    assert counts(report) == (2, 0, 0, 1)
    assert [problem for problem in told(report) if problem[2]] == [(2, field, True)]


@pytest.mark.parametrize(
    "line",
    [
        "not json",
        "[1, 2]",
        "null",
        '"text"',
        "{",
        '{"a": NaN}',
        '{"a": 1e999}',
        '{"a": ' + "9" * 5000 + "}",
        "[" * 100_000,
        "{}",
    ],
    ids=lambda line: line[:10],
)
def test_a_line_that_is_no_object_is_refused(app: Flask, tmp_path: Path, line: str) -> None:
    report = taken(a_file(tmp_path, line, a_line()))

    assert counts(report) == (1, 0, 0, 1)
    assert {row for row, _field, _refused in told(report)} == {1}


def test_every_problem_of_a_line_is_told_at_once(app: Flask, tmp_path: Path) -> None:
    bad = a_line(kind="x", level="x", runs=[a_run_line(capacity=-1)])

    report = taken(a_file(tmp_path, bad))

    assert [field for _row, field, _refused in told(report)] == ["kind", "level", "runs[0].capacity"]
    assert report.refused == 1


def test_a_reference_that_stands_twice_is_refused_at_its_second_line(app: Flask, tmp_path: Path) -> None:
    report = taken(a_file(tmp_path, a_line(), a_line(title={"en": "Other"})))

    assert counts(report) == (1, 0, 0, 1)
    assert told(report) == [(2, "reference", True)]


def test_an_unknown_field_is_reported_and_the_line_goes_in(app: Flask, tmp_path: Path) -> None:
    line = a_line(colour="red", runs=[a_run_line(moon="full", venue={"name": {"en": "H"}, "smell": "sea"})])

    report = taken(a_file(tmp_path, line))

    assert counts(report) == (1, 0, 0, 0)
    assert told(report) == [(1, "colour", False), (1, "runs[0].moon", False), (1, "runs[0].venue.smell", False)]


def test_marks_that_hide_or_reorder_text_are_taken_out(app: Flask, tmp_path: Path) -> None:
    hidden = f"We{chr(0)}ld{OVERRIDE}in{chr(0x200B)}g \ud800 of\n pipes"

    taken(a_file(tmp_path, a_line(title={"en": hidden})))

    assert db.session.scalars(select(Offering.title_en)).one() == "Welding of pipes"


def test_a_contradiction_that_no_check_foresaw_stops_at_the_database(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalogue.offerings.services.storing._ensure_sound", lambda *_: None)
    bad = a_line(reference="bad", age_min=30, age_max=20)

    report = taken(a_file(tmp_path, bad, a_line()))

    assert counts(report) == (1, 0, 0, 1)
    assert told(report) == [(1, "row", True)]


def test_arabic_digits_are_numbers(app: Flask, tmp_path: Path) -> None:
    twelve, price = "\u0661\u0662", "\u0665\u0660\u066b\u0665\u0660"

    taken(a_file(tmp_path, a_line(age_min=twelve, runs=[a_run_line(capacity=twelve, price=price)])))

    assert db.session.scalars(select(Offering.age_min)).one() == 12
    assert db.session.execute(select(Run.capacity, Run.price_halalas)).one() == (12, 5050)


def test_a_skill_that_looks_like_a_key_but_is_none_is_mentioned(app: Flask, tmp_path: Path) -> None:
    report = taken(a_file(tmp_path, a_line(skills_taught=["no-such-skill", "filing by hand"])))

    assert told(report) == [(1, "skills_taught", False)]
    assert report.created == 1


@pytest.mark.parametrize(
    ("content", "name", "refusal"),
    [
        (b"", "f.jsonl", problems.FileEmpty),
        (b" \n\r\n\xef\xbb\xbf", "f.csv", problems.FileEmpty),
        (b"PK\x03\x04rest", "f.xlsx", WorkbookNotRead),
        (b"%PDF-1.7", "f.csv", problems.FormatNotRead),
        ("reference\tkind".encode("utf-16"), "f.csv", problems.EncodingNotRead),
        ("reference,café crème".encode("latin-1"), "f.csv", problems.EncodingNotRead),
        ("\u0438\u043c\u044f,\u043a\u043e\u0434".encode("cp1251"), "f.csv", problems.EncodingNotRead),
        (("\u0627\u0644\u0644\u062d\u0627\u0645," * 9).encode("iso-8859-6"), "f.csv", problems.EncodingNotRead),
        (b"reference,provider,title_ar\no1,p1,x\n", "f.csv", problems.ColumnMissing),
        (b"reference,kind,title_ar\no1,course,x\n", "f.csv", problems.ColumnMissing),
        (b"reference,kind,provider\no1,course,x\n", "f.csv", problems.ColumnMissing),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_at_once(
    app: Flask, tmp_path: Path, content: bytes, name: str, refusal: type[Exception]
) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(refusal):
        taken(path)


def test_a_file_over_100_megabytes_is_refused_before_it_is_read(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "large.jsonl"
    with path.open("wb") as file:
        file.truncate(100_000_001)

    with pytest.raises(problems.FileTooLarge):
        taken(path)


@pytest.mark.parametrize(("encoding", "recoded"), [("utf-8", False), ("utf-8-sig", False), ("cp1256", True)])
def test_encodings_that_are_recognised(app: Flask, tmp_path: Path, encoding: str, recoded: bool) -> None:
    title = "\u0627\u0644\u0644\u062d\u0627\u0645 \u0627\u0644\u0635\u0646\u0627\u0639\u064a"
    path = tmp_path / "old.jsonl"
    path.write_bytes(json.dumps(a_line(title={"ar": title}), ensure_ascii=False).encode(encoding))

    report = taken(path)

    assert (counts(report), report.recoded) == ((1, 0, 0, 0), recoded)
    assert db.session.scalars(select(Offering.title_ar)).one() == title


def test_messages_are_words_in_the_readers_language(app: Flask, tmp_path: Path) -> None:
    report = taken(a_file(tmp_path, a_line(kind="banquet")))

    with reading_as(Reader(lang="en")):
        assert str(report.problems[0].message) == "“banquet” is not one of the values allowed here."


def test_a_refused_line_leaves_nothing_behind(app: Flask, tmp_path: Path) -> None:
    taken(a_file(tmp_path, a_line()))
    here = {
        "mode": "in_person",
        "city": "jubail-industrial-city",
        "district": "khalij",
        "venue": {"name": {"en": "Hall"}},
    }
    bad = a_line(hours=99, age_min=30, age_max=20, runs=[a_run_line(reference="r2", **here)])
    good = a_line(reference="o2", runs=[a_run_line(**here)])

    report = taken(a_file(tmp_path, bad, good))

    assert counts(report) == (1, 0, 0, 1)
    assert db.session.scalars(select(Offering.hours).where(Offering.reference == "o1")).one() is None
    assert db.session.scalar(select(func.count()).select_from(Run)) == 2


def test_of_a_file_of_rubbish_the_first_problems_are_told_and_the_rest_is_counted(app: Flask, tmp_path: Path) -> None:
    lines = TOLD + 200

    report = taken(a_file(tmp_path, *["{}"] * lines, a_line()))

    assert counts(report) == (1, 0, 0, lines)
    assert len(report.problems) == TOLD
    assert report.more == 3 * lines - TOLD, "reference, provider and kind of each"


@pytest.mark.parametrize(
    ("about", "field"),
    [
        ({"capacity": 5, "minimum": 6}, "minimum"),
        (
            {"enrol_opens_at": "2027-01-02T00:00:00Z", "cancel_until": "2027-01-01T00:00:00Z"},
            "cancel_until",
        ),
    ],
)
def test_what_can_hardly_be_meant_is_noted_and_taken(
    app: Flask, tmp_path: Path, about: dict[str, Any], field: str
) -> None:
    report = taken(a_file(tmp_path, a_line(runs=[a_run_line(**about)])))
    assert counts(report) == (1, 0, 0, 0)
    assert told(report) == [(1, f"runs[0].{field}", False)]


def test_the_small_file_has_nothing_to_complain_about(app: Flask) -> None:
    assert told(taken(SMALL, publish=True)) == []
