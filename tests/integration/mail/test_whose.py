"""Every mail about an enrolment names the learner to those who look after her, and speaks to the learner as herself."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.integration.mail.letters import CHILD, SCENES, letters
from tests.mailbox import text_of

SAID_TO_ONESELF = re.compile(
    r"\b(you are (enrolled|on|no longer|offered)|you have (left|no seat))"
    r"|your (seat|place|request|enrolment|turn|course)\b"
    r"|offered to you|you cannot come|give you a seat|free for you\b",
    re.IGNORECASE,
)
"""Words that would tell a guardian that she herself is meant."""
BY_ANOTHER = {
    "en": "Somebody else who looks after this person has done this.",
    "ar": "\u062a\u0645 \u0630\u0644\u0643 \u0645\u0646 \u062d\u0633\u0627\u0628 \u0634\u062e\u0635 \u0622\u062e\u0631",
}
BY_A_GUARDIAN = {
    "confirmed", "accepted", "cancelled", "requested", "withdrawn", "waitlisted", "left-list", "declined",
}  # fmt: skip


@pytest.mark.parametrize("lang", ["ar", "en"])
@pytest.mark.parametrize("scene", SCENES)
def test_each_reader_is_told_whom_it_is_about(app: Flask, scene: str, lang: str) -> None:
    read = {one.reader: one.mail for one in letters(scene, lang)}

    assert sorted(read) == ["guardian", "other", "self"], "the learner, and both guardians of the child"
    full = CHILD["full_name_ar" if lang == "ar" else "full_name_en"]
    for reader, mail in read.items():
        said, page = f"{mail['Subject']}\n{text_of(mail)}", str(mail.get_body(("html",)))
        about_a_child = reader != "self"
        assert (full.split()[0] in str(mail["Subject"])) == about_a_child
        assert (full.split()[0] in text_of(mail)) == about_a_child
        assert (BY_ANOTHER[lang] in said) == (reader == "other" and scene in BY_A_GUARDIAN)
        if about_a_child and lang == "en":
            assert not SAID_TO_ONESELF.search(said + page), said
        assert "%(" not in said + page
