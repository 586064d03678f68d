"""Contacts in their time, notes, answers to requests, seats, cancelling, messages; and the same in files."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from catalogue.accounts.models import Account, Learner
from catalogue.core import mail
from catalogue.core.audit import AuditEntry
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.enrolment.models import EnrolmentEvent
from catalogue.enrolment.roster.models import EnrolmentNote
from catalogue.enrolment.roster.services.messages import out_of_reach
from catalogue.offerings.models import Run
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


def test_a_name_that_no_workbook_can_hold_spoils_none(room: Room) -> None:
    """Such names are cleaned when they are typed; this one is from before."""
    here = room(["Huda"])
    with here.app.app_context():
        a_seat(db.session.get_one(Run, here.run_id), a_learner(full_name_en="Maha\uffff \x0bAli\ufdd0"))

    file = here.owner.get(f"{here.address}/roster.xlsx")

    assert file.status_code == 200
    assert "Maha Ali\n" in read_xlsx(file.data) + "\n"
    assert all(sign not in read_xlsx(file.data) for sign in "\uffff\ufdd0\x0b")


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

    bare = here.editor.post(f"{here.address}/cancel", data={"reason": " "})
    assert bare.status_code == 422
    assert bare.text.count("Error: Cancel the class") == 1, "in the title, not in the way to the page"
    answers = [here.editor.post(f"{here.address}/cancel", data={"reason": "The hall burnt"}) for _twice in range(2)]

    assert [answer.status_code for answer in answers] == [303, 409]
    assert [one.kind for one in posted(here.app)] == ["enrolment_run_cancelled"] * 2
    page = here.editor.get(here.address).text
    assert "This class was cancelled." in page
    assert ("Nobody has a seat any more." in page, "Nobody has a seat yet." in page) == (True, False)
    assert not re.search(r"/(attendance|completion|sheet)\b", page), "there is nobody of whom to enter anything"


def test_a_class_that_was_held_is_not_cancelled_any_more(room: Room) -> None:
    here = room(["Huda", "Noura"], starts_at=now() - 5 * DAY)
    page = here.editor.get(here.address).text
    assert f"{here.address}/cancel" not in page
    assert f"{here.address}/seats" not in page, "nobody is to come in any more"
    page = here.editor.get(f"{here.address}/cancel").text
    assert "This class is over" in page
    assert "<textarea" not in page

    answer = here.editor.post(f"{here.address}/cancel", data={"reason": "The hall burnt"})

    assert answer.status_code == 409
    assert "This class is over" in answer.text
    assert [here.state_of(name) for name in ("Huda", "Noura")] == ["confirmed"] * 2
    assert posted(here.app) == []


def test_what_was_postponed_was_not_held_and_can_be_cancelled(room: Room) -> None:
    here = room(["Huda"], starts_at=now() - 5 * DAY)
    here.change(state="postponed")

    assert here.editor.post(f"{here.address}/cancel", data={"reason": "The hall burnt"}).status_code == 303
    assert here.state_of("Huda") == "cancelled"


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


def test_who_is_reached_by_no_mail_is_counted_and_explained(each_room: Room) -> None:
    here = each_room(["Huda", "Sara"])
    assert "No mail reaches" not in here.editor.get(f"{here.address}/message").text

    with here.app.app_context():
        run = db.session.get_one(Run, here.run_id)
        a_seat(run, saved(Learner(full_name_en="Enrolled at a counter", created_at=now())))
    page = here.editor.get(f"{here.address}/message").text
    assert "No mail reaches 1 person with a seat" in page
    assert "Mails: 2" in page

    with here.app.app_context():
        for account in db.session.scalars(select(Account).join(Learner, Learner.account_id == Account.id)):
            account.state = "closed"
        db.session.commit()
        left = out_of_reach(db.session.get_one(Run, here.run_id))
    assert left == 3


def test_a_class_that_nobody_can_be_written_in_says_why(room: Room) -> None:
    here = room([])
    page = here.editor.get(f"{here.address}/message").text
    assert "Nobody is enrolled to whom" in page
    with here.app.app_context():
        run = db.session.get_one(Run, here.run_id)
        for name in ("One", "Two"):
            a_seat(run, saved(Learner(full_name_en=name, created_at=now())))
    page = here.editor.get(f"{here.address}/message").text
    assert "No mail reaches 2 people with a seat" in page
    assert "Nobody is enrolled to whom" not in page
    assert "<textarea" not in page


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
