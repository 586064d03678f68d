"""What people type into names and titles stays one subject: no header of its own, no second reader, no mail body."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from catalogue.accounts.rules import EmailMalformed, normal_email
from catalogue.core.mail_headers import POLICY

TYPED = [
    "For =?utf-8?q?x=0D=0ABcc=3A_evil=40example.org?=",
    "For =?utf-8?q?x=0D=0A=0D=0AAnother_mail?=",
    "For =?utf-8?b?4oCuZ25pcA==?=",
    "\u062f\u0648\u0631\u0629 =?utf-8?q?x=0D=0ABcc=3A_evil=40example.org?=",
    "Is 2=?2 " + "and so on " * 20 + "end",
]


@pytest.mark.parametrize("typed", TYPED)
def test_a_subject_that_looks_encoded_arrives_as_it_was_typed(typed: str) -> None:
    mail = EmailMessage(policy=POLICY)
    mail["Subject"], mail["To"] = typed, "reader@example.org"
    mail.set_content("Hello")
    sent = mail.as_bytes()
    found = message_from_bytes(sent, policy=policy.default)
    assert found["Subject"] == typed
    assert "Bcc" not in found
    assert found.get_content().strip() == "Hello"
    assert max(len(line) for line in sent.splitlines()) <= 76


def test_a_line_break_ends_no_subject() -> None:
    mail = EmailMessage(policy=POLICY)
    mail["Subject"] = "One\r\nBcc: evil@example.org"
    assert mail.as_bytes() == b"Subject: One Bcc: evil@example.org\r\n\r\n"


@pytest.mark.parametrize("typed", ["=?utf-8?q?reader?=@example.org", "=?utf-8?q?one=40example.com=2C?=@example.org"])
def test_an_address_that_would_be_read_as_another_one_is_none(typed: str) -> None:
    with pytest.raises(EmailMalformed):
        normal_email(typed)
    with pytest.raises(ValueError, match="another one"):
        EmailMessage(policy=POLICY)["To"] = typed
