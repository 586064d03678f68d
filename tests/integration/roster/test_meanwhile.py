"""What somebody else did between the page and the press: seats given back, places lost, rows that are gone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select

from catalogue.core import mail
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.core.errors import NotFound
from catalogue.enrolment import services as enrolments
from catalogue.enrolment.completion.rules import NotTakingPart
from catalogue.enrolment.models import Enrolment, EnrolmentEvent
from catalogue.enrolment.roster import (
    ending_views,
    meeting_views,
    scanning_views,
    services,
    writing_views,
)
from catalogue.enrolment.roster.models import RunMessage
from catalogue.enrolment.roster.rules import NobodyToTell
from catalogue.enrolment.roster.services import outcomes
from tests.integration.roster.conftest import DAY, Classroom, Room
from tests.integration.roster.test_tickets import code_of, door
from tests.mailbox import mail_files, posted, states

JSON = {"Accept": "application/json"}


def give_back(here: Classroom, name: str) -> None:
    """The seat of somebody, within whatever transaction runs."""
    gone = db.session.scalars(select(Enrolment).where(Enrolment.public_id == here.seats[name])).one()
    gone.state = "cancelled"
    gone.run.seats_taken -= 1
    db.session.flush()


@pytest.fixture
def just_before(monkeypatch: pytest.MonkeyPatch) -> Callable[[object, str, Callable[[], None]], None]:
    """Let something happen right before a service of a page is called."""

    def arrange(module: object, name: str, happens: Callable[[], None]) -> None:
        called = getattr(module, name)

        def after_it(*args: Any, **named: Any) -> Any:
            happens()
            db.session.commit()
            return called(*args, **named)

        monkeypatch.setattr(module, name, after_it)

    return arrange


@pytest.mark.parametrize("headers", [JSON, {}])
def test_a_tick_for_who_just_gave_the_seat_back_is_told_and_the_others_stand(
    room: Room, just_before: Any, headers: dict[str, str]
) -> None:
    here = room()
    just_before(meeting_views, "take_register", lambda: give_back(here, "Huda"))
    form = {f"mark_{here.seats[name]}": "present" for name in ("Huda", "Noura")}

    answer = here.instructor.post(f"{here.address}/meetings/{here.meeting}", data=form, headers=headers)

    words = "Huda Salem has no seat in this class any more."
    if headers:
        assert answer.get_json() == {
            "kept": [here.seats["Noura"]], "told": [{"who": here.seats["Huda"], "mark": "", "words": words}],
        }  # fmt: skip
    else:
        assert answer.status_code == 409
        assert words in answer.text
    assert here.marks() == {"Noura": "present"}


def test_one_who_gave_the_seat_back_keeps_no_other_from_completing(room: Room, just_before: Any) -> None:
    here = room()
    just_before(ending_views, "end_all", lambda: give_back(here, "Huda"))
    form = {f"outcome_{here.seats[name]}": "completed" for name in ("Huda", "Noura")}

    answer = here.instructor.post(f"{here.address}/completion", data=form)

    assert answer.status_code == 409
    assert f"Huda Salem: {NotTakingPart.message}" in answer.text
    assert [here.state_of(name) for name in ("Huda", "Noura", "Sara")] == ["cancelled", "completed", "confirmed"]


AHEAD = {
    "/people/{huda}/decision": (enrolments, "decide", {"decision": "confirm"}),
    "/cancel": (enrolments, "cancel_run", {"reason": "The hall burnt"}),
}
BEGUN = {
    "/message": (writing_views, "send_message", {"words": "Room 7"}),
    "/meetings/{meeting}/scan": (scanning_views, "take_register", {"code": "{code}"}),
    "/completion": (outcomes, "complete", {"outcome_{huda}": "completed"}),
}


@pytest.mark.parametrize(("days", "pages"), [(5, AHEAD), (0, BEGUN)])
def test_who_loses_her_place_at_the_desk_while_she_presses_finds_nothing_there(
    room: Room, monkeypatch: pytest.MonkeyPatch, days: int, pages: dict[str, tuple[object, str, dict[str, str]]]
) -> None:
    """The services ask once more; the answer is that of a page that was never hers, not the roster with a message."""

    def not_hers(*_args: object, **_named: object) -> None:
        raise NotFound

    here = room(["Huda"], starts_at=now() + days * DAY - timedelta(hours=1))
    known = {"huda": here.seats["Huda"], "meeting": here.meeting, "code": code_of(here, "Huda")}
    for path, (module, name, form) in pages.items():
        monkeypatch.setattr(module, name, not_hers)
        typed = {key.format(**known): value.format(**known) for key, value in form.items()}
        answer = here.editor.post(here.address + path.format(**known), data=typed)
        assert answer.status_code == 404, path
        assert "Huda" not in answer.text, path
    assert (here.state_of("Huda"), here.marks(), posted(here.app)) == ("confirmed", {}, [])


def test_what_is_not_there_is_not_found_by_the_services_either(app: Flask) -> None:
    with pytest.raises(NotFound):
        services.take_register(404, [], acted_by=1, now=now())
    with pytest.raises(NotFound):
        services.write_note(404, "A seat in front", acted_by=1, now=now())
    with pytest.raises(NotFound):
        enrolments.decide(404, enrolments.Decision.CONFIRM, acted_by=1, now=now())


def test_a_class_without_anybody_is_written_to_by_nobody(room: Room) -> None:
    here = room([])

    answer = here.editor.post(f"{here.address}/message", data={"words": "Room 7"})

    assert answer.status_code == NobodyToTell.status
    assert str(NobodyToTell.message) in answer.text
    assert posted(here.app) == []


@pytest.mark.parametrize("gone", ["words", "seat"])
def test_a_message_is_not_mailed_when_its_words_or_the_readers_seat_are_gone(room: Room, gone: str) -> None:
    here = room(["Huda", "Noura"])
    here.editor.post(f"{here.address}/message", data={"words": "Room 7"})
    with here.app.app_context():
        if gone == "words":
            db.session.execute(delete(RunMessage))
        else:
            give_back(here, "Huda")
        db.session.commit()
        mail.deliver(now())

    assert len(mail_files(here.app.config["SETTINGS"].home)) == (0 if gone == "words" else 1)
    assert states(here.app) == ["sent", "sent"]


def test_a_ticket_of_an_enrolment_that_was_erased_is_none(room: Room) -> None:
    here = room()
    code = code_of(here, "Huda")
    with here.app.app_context():
        give_back(here, "Huda")
        gone = db.session.scalars(select(Enrolment.id).where(Enrolment.public_id == here.seats["Huda"])).one()
        db.session.execute(delete(EnrolmentEvent).where(EnrolmentEvent.enrolment_id == gone))
        db.session.execute(delete(Enrolment).where(Enrolment.id == gone))
        db.session.commit()

    answer = here.instructor.post(door(here), data={"code": code})

    assert answer.status_code == 422
    assert "This is not the code of a ticket." in answer.text


def test_the_door_says_nobodys_name_that_an_address_makes_up(room: Room) -> None:
    here = room()
    for who in ("2222222222", here.seats["Huda"]):
        page = here.instructor.get(f"{door(here)}?who={who}&again=0")
        assert page.status_code == 200
        assert "is present" not in page.text, "Huda is in the class, and nobody let her in"


def test_the_table_shows_what_was_chosen_and_not_its_key(room: Room) -> None:
    size = {
        "key": "size", "label": {"en": "Which size?"}, "kind": "choice",
        "options": [{"value": "l", "label": {"en": "Large apron"}}],
    }  # fmt: skip
    here = room(["Huda", "Noura"], questions=[size])
    with here.app.app_context():
        row = db.session.scalars(select(Enrolment).where(Enrolment.public_id == here.seats["Huda"])).one()
        row.answers = {"size": "l"}
        db.session.commit()

    table = here.owner.get(f"{here.address}/roster.csv").data.decode("utf-8-sig").splitlines()

    column = table[0].split(",").index("Which size?")
    assert [line.split(",")[column] for line in table[1:]] == ["Large apron", ""]
