"""Letters reach a mail server encrypted, or a folder, or the screen; and what it answers decides what follows."""

import stat
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from academy.config import Config
from academy.jobs.mail import Carrier, DelayedError, Envelope, RefusedError, carrier_for
from tests.conftest import NOW
from tests.jobs.servers import Taken, certificate, knows_password, mail_server

MESSAGE = b"Subject: Hello\r\nContent-Type: text/plain\r\n\r\n.a line that begins with a point\r\nGood day\r\n"
ENVELOPE = Envelope(UUID(int=7), NOW, "academy@academy.test", "zoe@example.org", MESSAGE)


def carrier(mail: str, folder: Path = Path("unused")) -> Carrier:
    return carrier_for(Config(data=str(folder), mail=mail))


def carried(mail: str) -> None:
    one = carrier(mail)
    try:
        one.carry(ENVELOPE)
    finally:
        one.close()


def test_a_letter_arrives_byte_for_byte() -> None:
    taken = Taken()
    with mail_server(taken) as port:
        carried(f"smtp://127.0.0.1:{port}?tls=none")
    assert taken.letters == [MESSAGE]
    assert taken.recipients == ["zoe@example.org"]


def test_several_letters_share_a_connection_until_there_are_no_more() -> None:
    taken = Taken()
    with mail_server(taken) as port:
        one = carrier(f"smtp://127.0.0.1:{port}?tls=none")
        one.carry(ENVELOPE)
        one.carry(ENVELOPE)
        assert len(taken.peers) == 1
        one.close()
        one.carry(ENVELOPE)
        assert len(taken.peers) == 2
        one.close()
    assert len(taken.letters) == 3


def test_a_connection_that_the_server_has_left_is_opened_anew() -> None:
    taken = Taken()
    with mail_server(taken) as port:
        one = carrier(f"smtp://127.0.0.1:{port}?tls=none")
        one.carry(ENVELOPE)
        one._open.sock.close()  # type: ignore[attr-defined]  # as if it had been away for long
        one.carry(ENVELOPE)
        one.close()
    assert len(taken.letters) == 2


def test_with_starttls_the_certificate_is_checked_and_the_password_travels_encrypted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, pem = certificate(tmp_path)
    taken = Taken()
    more: dict[str, Any] = {
        "tls_context": context,
        "require_starttls": True,
        "authenticator": knows_password,
        "auth_required": True,
    }
    with mail_server(taken, **more) as port:
        with pytest.raises(DelayedError, match=r"CERTIFICATE_VERIFY_FAILED|certificate"):
            carried(f"smtp://user:p%40ss@127.0.0.1:{port}")
        monkeypatch.setenv("SSL_CERT_FILE", str(pem))
        carried(f"smtp://user:p%40ss@127.0.0.1:{port}")
        with pytest.raises(DelayedError, match="535"):
            carried(f"smtp://user:wrong@127.0.0.1:{port}")
    assert taken.letters == [MESSAGE]


def test_smtps_is_encrypted_from_the_first_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context, pem = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    taken = Taken()
    with mail_server(taken, ssl_context=context) as port:
        carried(f"smtps://127.0.0.1:{port}")
    assert taken.letters == [MESSAGE]


def test_without_starttls_nothing_is_said() -> None:
    taken = Taken()
    with mail_server(taken) as port, pytest.raises(DelayedError, match="STARTTLS"):
        carried(f"smtp://user:p%40ss@127.0.0.1:{port}")
    assert taken.letters == []


@pytest.mark.parametrize(
    ("answer_to", "answer", "kind"),
    [
        ("550 no such user", "", RefusedError),
        ("450 mailbox busy", "", DelayedError),
        ("250 fine", "554 this is spam", RefusedError),
        ("250 fine", "451 try later", DelayedError),
    ],
)
def test_a_no_for_good_and_a_no_for_now_are_told_apart(answer_to: str, answer: str, kind: type[Exception]) -> None:
    taken = Taken(answer_to=answer_to, answer=answer)
    said = answer or answer_to
    with mail_server(taken) as port, pytest.raises(kind, match=said):
        carried(f"smtp://127.0.0.1:{port}?tls=none")


def test_a_server_that_is_away_delays() -> None:
    with mail_server(Taken()) as port:
        pass
    with pytest.raises(DelayedError, match="refused"):
        carried(f"smtp://127.0.0.1:{port}?tls=none")


def test_a_folder_keeps_each_letter_once_and_to_its_owner(tmp_path: Path) -> None:
    one = carrier("file:", tmp_path)
    one.carry(ENVELOPE)
    one.carry(ENVELOPE)
    (file,) = (tmp_path / "mail").iterdir()
    assert file.name == "20261102-093000-00000000-0000-0000-0000-000000000007.eml"
    assert file.read_bytes() == MESSAGE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_folder_that_cannot_be_written_delays(tmp_path: Path) -> None:
    (tmp_path / "mail").touch()
    with pytest.raises(DelayedError):
        carrier("file:", tmp_path).carry(ENVELOPE)


def test_the_screen_shows_what_a_reader_would_read(capsys: pytest.CaptureFixture[str]) -> None:
    carried("console:")
    said = capsys.readouterr().out
    assert "Subject: Hello" in said
    assert "Good day" in said
