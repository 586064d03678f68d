"""Contacts in their time, notes, answers to requests, seats, cancelling, messages; and the same in files."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from catalogue.accounts.models import Learner
from catalogue.core import mail
from catalogue.core.audit import AuditEntry
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.enrolment.models import EnrolmentEvent
from catalogue.enrolment.roster.models import EnrolmentNote
from catalogue.offerings.models import Run, RunSection
from tests.builders import a_dependant, a_learner, saved
from tests.integration.roster.conftest import DAY, Classroom, Room, a_seat
from tests.mailbox import mail_files, posted, text_of
from tests.people import browser_of


def read_xlsx(content: bytes) -> str:
    sheet = load_workbook(BytesIO(content)).active
    assert sheet
    return "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row)


READERS: dict[str, Callable[[bytes], str]] = {
    "": bytes.decode, "/roster.csv": bytes.decode, "/roster.xlsx": read_xlsx,
}  # fmt: skip


@pytest.mark.parametrize("path", READERS)
@pytest.mark.parametrize(("days", "shown"), [(13, True), (15, False)])
def test_contacts_are_shown_until_fourteen_days_after_the_end(room: Room, path: str, days: int, shown: bool) -> None:
    here = room(starts_at=now() - days * DAY, ends_at=now() - days * DAY)

    answer = here.instructor.get(here.address + path)

    text = READERS[path](answer.data)
    assert "Sara Salem" in text
    assert ("@example.org" in text) == shown


def test_files_are_for_spreadsheets(room: Room) -> None:
    here = room(["Huda"])
    with here.app.app_context():
        run = db.session.get_one(Run, here.run_id)
        a_seat(run, a_learner(full_name_en="=HYPERLINK(1)"))

    table = here.owner.get(f"{here.address}/roster.csv").data
    arabic = here.owner.get(here.address.replace("/en/", "/ar/") + "/roster.xlsx").data

    assert table.startswith(b"\xef\xbb\xbf")
    assert b"'=HYPERLINK(1)" in table
    sheet = load_workbook(BytesIO(arabic)).active
    assert sheet
    assert sheet.sheet_view.rightToLeft
    assert "'=HYPERLINK(1)" in read_xlsx(arabic)
    english = load_workbook(BytesIO(here.owner.get(f"{here.address}/roster.xlsx").data)).active
    assert english
    assert not english.sheet_view.rightToLeft


def test_a_note_is_kept_changed_and_taken_away(room: Room) -> None:
    here = room(["Huda"])
    address = f"{here.address}/people/{here.seats['Huda']}"

    assert here.instructor.post(address, data={"note": "x" * 301}).status_code == 422
    assert here.instructor.post(address, data={"note": "A seat in front"}).status_code == 303
    assert "A seat in front" in here.instructor.get(here.address).text
    assert "A seat in front" not in here.owner.get(f"{here.address}/roster.csv").text
    here.instructor.post(address, data={"note": " "})

    with here.app.app_context():
        assert db.session.scalars(select(EnrolmentNote)).all() == []


def test_the_learner_finds_the_note_among_her_data(room: Room) -> None:
    here = room(["Huda"])
    here.instructor.post(f"{here.address}/people/{here.seats['Huda']}", data={"note": "A seat in front"})
    with here.app.app_context():
        number = db.session.scalars(select(Learner.account_id).where(Learner.full_name_en == "Huda Salem")).one()

    huda = browser_of(here.app, number or 0)

    address = next(rule.rule for rule in here.app.url_map.iter_rules() if rule.endpoint == "privacy.everything")
    assert "A seat in front" in huda.get(address.replace("<any(ar, en):lang>", "en")).text


def asking(here: Classroom, name: str = "Mona Ali") -> str:
    with here.app.app_context():
        return a_seat(db.session.get_one(Run, here.run_id), a_learner(full_name_en=name), "requested").public_id


def test_a_request_is_confirmed_or_refused_with_a_reason(room: Room) -> None:
    here = room(["Huda"], starts_at=now() + 5 * DAY, allocation="approval")
    yes, no = asking(here), asking(here, "Rana Ali")

    first = here.editor.post(f"{here.address}/people/{yes}/decision", data={"decision": "confirm"})
    second = here.editor.post(
        f"{here.address}/people/{no}/decision", data={"decision": "reject", "reason": "For beginners only"}
    )
    again = here.editor.post(f"{here.address}/people/{yes}/decision", data={"decision": "reject"})

    assert [first.location.rpartition("=")[2], second.location.rpartition("=")[2]] == [
        "request_confirmed", "request_rejected",
    ]  # fmt: skip
    assert again.status_code == 409
    assert "There is no open request here any more." in again.text
    with here.app.app_context():
        assert "For beginners only" in set(db.session.scalars(select(EnrolmentEvent.reason)))


def test_seats_change_and_never_below_those_taken(room: Room) -> None:
    here = room(["Huda", "Noura"], starts_at=now() + 5 * DAY, capacity=2)

    for typed, status in (("1", 422), ("x", 422), ("0", 422), ("3", 303)):
        assert here.editor.post(f"{here.address}/seats", data={"seats": typed}).status_code == status, typed

    assert "Seats taken: 2 of 3" in here.editor.get(here.address).text


def test_of_several_sizes_none_changes_where_one_is_too_low(room: Room) -> None:
    sizes = [{"gender_mode": mode, "capacity": 5} for mode in ("men", "women")]
    here = room([], starts_at=now() + 5 * DAY, capacity=10, gender_mode="separate_sections", sections=sizes)
    with here.app.app_context():
        run = db.session.get_one(Run, here.run_id)
        for position, mode in enumerate(("men", "women")):
            taken = 2 if mode == "women" else 0
            about = {"key": mode, "gender_mode": mode, "position": position, "capacity": 5, "seats_taken": taken}
            saved(RunSection(run_id=run.id, **about))
        for name in ("Huda Ali", "Noura Ali"):
            a_seat(run, a_learner(full_name_en=name), section="women")

    answer = here.editor.post(f"{here.address}/seats", data={"seats": "10", "seats_men": "25", "seats_women": "1"})

    assert answer.status_code == 422
    assert "There cannot be fewer seats than are taken already." in answer.text
    with here.app.app_context():
        assert set(db.session.scalars(select(RunSection.capacity))) == {5}


def test_who_waits_is_seen_in_line_and_gets_the_added_seat(room: Room) -> None:
    here = room(["Huda"], starts_at=now() + 5 * DAY, capacity=1, waiting_list=3, waiting_taken=2)
    with here.app.app_context():
        run = db.session.get_one(Run, here.run_id)
        for place, name in enumerate(("First Ali", "Second Ali"), 1):
            a_seat(run, a_learner(full_name_en=name), "waitlisted", waiting_place=place)

    assert "Place 2 of 2 on the waiting list" in here.instructor.get(here.address).text
    here.editor.post(f"{here.address}/seats", data={"seats": "2"})

    page = here.instructor.get(here.address).text
    assert "The offer is open until" in page
    assert "Place 1 of 1 on the waiting list" in page


def test_cancelling_needs_a_reason_and_tells_everybody_once(room: Room) -> None:
    here = room(["Huda", "Noura"], starts_at=now() + 5 * DAY)

    assert here.editor.post(f"{here.address}/cancel", data={"reason": " "}).status_code == 422
    answers = [here.editor.post(f"{here.address}/cancel", data={"reason": "The hall burnt"}) for _twice in range(2)]

    assert [answer.status_code for answer in answers] == [303, 409]
    assert [one.kind for one in posted(here.app)] == ["enrolment_run_cancelled"] * 2
    assert "This class was cancelled." in here.editor.get(here.address).text


def test_a_message_is_one_mail_for_a_family_and_shows_nobody_another(each_room: Room) -> None:
    here = each_room(["Huda", "Sara"])
    with here.app.app_context():
        run = db.session.get_one(Run, here.run_id)
        mother = a_learner(full_name_en="Amal Nasser")
        a_seat(run, mother)
        a_seat(run, a_dependant(mother, full_name_en="Laila Nasser"))
    form = {"words": "Room 7 today.\nBring gloves.", "form_number": "ABC"}

    assert [here.editor.post(f"{here.address}/message", data=form).status_code for _twice in range(2)] == [303, 303]

    with here.app.app_context():
        mail.deliver(now())
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.entity == "run")).one()
    assert entry.cause == "a message to the learners, 3 mails"
    letters = mail_files(here.app.config["SETTINGS"].home)
    assert len(letters) == 3
    for letter in letters:
        assert "Room 7 today." in text_of(letter)
        assert not [other["To"] for other in letters if other is not letter and other["To"] in letter.as_string()]
    assert sum("Amal Nasser" in text_of(one) and "Laila Nasser" in text_of(one) for one in letters) == 1


@pytest.mark.parametrize(("words", "status"), [("", 422), ("x" * 1001, 422), ("x" * 1000, 303)])
def test_a_message_says_something_and_not_too_much(room: Room, words: str, status: int) -> None:
    here = room(["Huda"])

    assert here.editor.post(f"{here.address}/message", data={"words": words}).status_code == status


def test_a_class_gets_five_messages_a_day_and_none_long_after_its_end(room: Room) -> None:
    here = room(["Huda"])

    statuses = [
        here.editor.post(f"{here.address}/message", data={"words": "x", "form_number": str(number)}).status_code
        for number in range(6)
    ]

    assert statuses == [303] * 5 + [429]
    here.change(starts_at=now() - 20 * DAY, ends_at=now() - 15 * DAY, enrol_opens_at=None, enrol_closes_at=None)
    late = here.editor.post(f"{here.address}/message", data={"words": "x", "form_number": "late"})
    assert late.status_code == 409
