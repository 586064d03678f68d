"""What a certificate says stays as it was; what was changed behind our back is not shown; keys follow one another."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from joserfc.jwk import OKPKey
from sqlalchemy import select, update

from catalogue.core.audit import AuditEntry
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.core.errors import NotFound
from catalogue.enrolment.certificates import keys, queries, services
from catalogue.enrolment.certificates.models import Certificate, SigningKey
from catalogue.enrolment.certificates.rules import (
    AlreadyRevoked,
    CertificateDamaged,
    KeyRetired,
    KeyUnchanged,
    RevocationReason,
)
from catalogue.offerings.models import Offering
from catalogue.settings import Settings
from tests.builders import a_learner, an_account
from tests.builders_proof import a_certificate, an_office_member


def found(code: str) -> Certificate:
    certificate = queries.by_code(code)
    assert certificate
    return certificate


def test_it_says_what_was_true_on_that_day(app: Flask) -> None:
    code = a_certificate(title_en="Welding", hours=24)

    db.session.execute(update(Offering).values(title_en="Something else", hours=1))
    db.session.commit()

    said = found(code).content
    assert (said["title"]["en"], said["hours"], said["kind"]["key"]) == ("Welding", 24, "completion")
    assert said["learner"] == {"en": "Noura Salem"}


def test_it_never_says_the_mode_the_place_or_when_somebody_was_born(app: Flask) -> None:
    learner = a_learner(birth_date=now().date() - timedelta(days=9000), gender="female")

    said = found(a_certificate(learner=learner)).content

    assert said.keys() == {
        "learner", "title", "provider", "offering", "kind", "hours", "skills",
        "issuer", "from", "until", "completed_on",
    }  # fmt: skip
    assert "in_person" not in json.dumps(said)


def test_a_name_that_was_changed_in_the_database_is_not_shown(app: Flask) -> None:
    code = a_certificate()
    said = dict(found(code).content, learner={"en": "Somebody Else"})

    db.session.execute(update(Certificate).values(content=said))
    db.session.commit()

    with pytest.raises(CertificateDamaged):
        queries.by_code(code)


def test_a_certificate_does_not_pass_for_another(app: Flask) -> None:
    """The code and the day are signed with the words."""
    code, other = a_certificate(), a_certificate()
    one = found(code)

    db.session.execute(
        update(Certificate).where(Certificate.code == other).values(content=one.content, signature=one.signature)
    )
    db.session.commit()

    with pytest.raises(CertificateDamaged):
        queries.by_code(other)


def test_withdrawing_is_done_once_by_who_may_and_stands_in_the_audit_trail(app: Flask) -> None:
    code, office = a_certificate(), an_office_member()
    with pytest.raises(NotFound):
        services.revoke(code, RevocationReason.MISUSE, acted_by=an_account().id, now=now())

    services.revoke(code, RevocationReason.MISUSE, acted_by=office.id, now=now())

    with pytest.raises(AlreadyRevoked):
        services.revoke(code, RevocationReason.MISUSE, acted_by=office.id, now=now())
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.to_state == "revoked")).all()
    assert [(entry.actor_id, entry.cause) for entry in entries] == [(office.id, "misuse")]
    assert queries.revoked_places(1) == [found(code).list_index]


def test_an_unknown_certificate_cannot_be_withdrawn(app: Flask) -> None:
    with pytest.raises(NotFound):
        services.revoke("X", RevocationReason.MISUSE, acted_by=an_office_member().id, now=now())


def test_of_an_erased_person_nothing_is_left(app: Flask) -> None:
    learner = a_learner()
    code, other = a_certificate(learner=learner), a_certificate()

    assert services.forget_person(learner.id, now()) == 1

    assert (found(code).content, found(code).signature, found(code).revoked) == ({}, "", True)
    assert not found(other).revoked


def test_the_private_key_is_its_owners_alone(app: Flask) -> None:
    a_certificate()

    path: Path = keys.key_path(app.config["SETTINGS"])
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent == app.config["SETTINGS"].home
    assert all("d" not in row.public_key for row in db.session.scalars(select(SigningKey)))


def test_a_new_key_leaves_the_older_ones_public_half_and_nothing_of_its_private_one(app: Flask) -> None:
    code = a_certificate()
    settings: Settings = app.config["SETTINGS"]
    before = keys.key_path(settings).read_bytes()

    kid = services.rotate_key(now())

    assert keys.private_key(settings).thumbprint() == kid
    assert [path.name for path in settings.home.glob("certificate_key*")] == [keys.FILE]
    assert keys.key_path(settings).stat().st_mode & 0o777 == 0o600
    assert [row.retired_at is None for row in queries.signing_keys()] == [True, False]
    assert found(code).key_id != kid
    keys.key_path(settings).write_bytes(before)  # an old copy of the home folder was put back
    with pytest.raises(KeyRetired):
        a_certificate()


def test_the_key_may_stand_where_a_setting_says(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    settings = replace(app.config["SETTINGS"], certificate_key_file=str(file))
    app.config["SETTINGS"] = settings
    with pytest.raises(FileNotFoundError):
        a_certificate()
    for _twice in range(2):
        file.write_bytes(OKPKey.generate_key("Ed25519").as_pem(private=True))
        kid = services.rotate_key(now())
        with pytest.raises(KeyUnchanged):
            services.rotate_key(now())
        assert found(a_certificate()).key_id == kid
    assert not (settings.home / keys.FILE).exists()


@pytest.mark.parametrize("content", [b"", b"not a key", OKPKey.generate_key("Ed448").as_pem(private=True)])
def test_what_is_no_key_is_refused(app: Flask, tmp_path: Path, content: bytes) -> None:
    with pytest.raises(ValueError, match="key for signing certificates"):
        keys.read_key(content)
    public = OKPKey.generate_key("Ed25519").as_pem(private=False)
    with pytest.raises(ValueError, match="private Ed25519"):
        keys.read_key(public)


def test_a_list_that_is_half_full_is_followed_by_another(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MOST_IN_A_LIST", 2)

    lists = [found(a_certificate()).list_number for _three in range(3)]

    assert lists == [1, 1, 2]
