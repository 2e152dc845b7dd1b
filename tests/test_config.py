"""Every setting."""

import os
import re
import stat
from dataclasses import FrozenInstanceError, fields
from multiprocessing import get_context
from pathlib import Path

import pytest

from academy.config import BadSettingError, Config, read_config
from academy.kit.sealing import KeyRing, new_key

ROOT = Path(__file__).resolve().parents[1]


def test_nothing_needs_to_be_set() -> None:
    config = read_config({"HOME": "/nowhere", "PATH": "/bin"})
    assert config == Config()
    assert config.address == "http://localhost:8000"
    assert config.database == f"sqlite:///{Path.cwd() / 'data' / 'academy.sqlite'}"
    assert not config.is_https


def test_every_setting_is_read() -> None:
    given = {
        "ACADEMY_DATA": "/srv/academy",
        "ACADEMY_DATABASE_URL": "postgresql://db/academy",
        "ACADEMY_BASE_URL": "https://academy.example.org",
        "ACADEMY_SECRET_KEY": "secret",
        "ACADEMY_NAME": "Escuela",
        "ACADEMY_LANGUAGE": "es",
        "ACADEMY_HOST": "0.0.0.0",  # noqa: S104 (only read)
        "ACADEMY_PORT": "8123",
        "ACADEMY_THREADS": "2",
        "ACADEMY_PROXIES": "1",
        "ACADEMY_LIMITS_STORAGE": "redis://limits",
        "ACADEMY_UPLOAD_MEGABYTES": "3",
        "ACADEMY_FIELD_KEYS": new_key(),
        "ACADEMY_MAIL": "smtps://mail.example.org",
        "ACADEMY_MAIL_FROM": "academy@example.org",
        "ACADEMY_MAIL_PER_MINUTE": "30",
        "ACADEMY_MAIL_HOOK_KEY": "hook",
        "ACADEMY_QUEUE": "redis://queue",
        "ACADEMY_OIDC_ISSUER": "https://sign-in.example.org",
        "ACADEMY_OIDC_CLIENT": "academy",
        "ACADEMY_OIDC_SECRET": "hidden",
        "ACADEMY_OIDC_NAME": "Ministry",
    }
    config = read_config(given)
    assert {f"ACADEMY_{one.name.upper()}": str(getattr(config, one.name)) for one in fields(config)} == given
    assert config.database == "postgresql://db/academy"
    assert config.address == "https://academy.example.org"
    assert config.is_https


def test_every_setting_is_explained_here_and_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    for setting in fields(Config):
        assert len(setting.metadata["explains"]) > 20
        assert f"ACADEMY_{setting.name.upper()}" in readme
    named = set(re.findall(r"\bACADEMY_(?!TEST_)[A-Z_]+\b", readme))
    assert named <= {f"ACADEMY_{setting.name.upper()}" for setting in fields(Config)}


def test_what_could_be_misused_is_secret() -> None:
    secret = {setting.name for setting in fields(Config) if setting.metadata["secret"]}
    assert secret == {
        "database_url", "field_keys", "limits_storage", "mail", "mail_hook_key", "oidc_secret", "queue", "secret_key",
    }  # fmt: skip


def test_an_empty_setting_is_none() -> None:
    assert read_config({"ACADEMY_PORT": "", "ACADEMY_NAME": "", "PORT": ""}) == Config()


def test_plain_port_is_understood_and_ours_wins() -> None:
    assert read_config({"PORT": "8123"}).port == 8123
    assert read_config({"PORT": "8123", "ACADEMY_PORT": "8124"}).port == 8124
    assert read_config({"PORT": "8123"}).threads == 4


@pytest.mark.parametrize("port", ["80a", "-1", "8.0", "٨٠", " 80"])
def test_a_number_must_be_one(port: str) -> None:
    with pytest.raises(BadSettingError, match="ACADEMY_PORT must be a whole number"):
        read_config({"ACADEMY_PORT": port})


def test_a_setting_that_nobody_knows_is_refused() -> None:
    with pytest.raises(BadSettingError, match="unknown setting ACADEMY_DATBASE, ACADEMY_PROT; "):
        read_config({"ACADEMY_PROT": "1", "ACADEMY_DATBASE": "x", "ACADEMY_TEST_POSTGRESQL": "y", "ACADEMIC": "z"})


@pytest.mark.parametrize(
    "address", ["academy.example.org", "ftp://academy.example.org", "https://academy.example.org/"]
)
def test_an_address_must_be_usable(address: str) -> None:
    with pytest.raises(BadSettingError, match="ACADEMY_BASE_URL"):
        read_config({"ACADEMY_BASE_URL": address})


def test_the_language_must_be_one_of_ours() -> None:
    with pytest.raises(BadSettingError, match="ACADEMY_LANGUAGE must be one of en, es, fr, pt, ar"):
        read_config({"ACADEMY_LANGUAGE": "de"})


def test_settings_do_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        Config().port = 1  # type: ignore[misc]


def test_a_key_that_is_given_is_used_and_not_kept(tmp_path: Path) -> None:
    assert Config(data=str(tmp_path), secret_key="given").key() == "given"
    assert list(tmp_path.iterdir()) == []


def test_a_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    config = Config(data=str(tmp_path / "new" / "folder"))
    key = config.key()
    assert len(key) == 64
    assert config.key() == key
    kept = config.folder / "secret_key"
    assert kept.read_text("ascii") == key
    assert list(config.folder.iterdir()) == [kept]
    if os.name == "posix":
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert Config(data=str(tmp_path / "other")).key() != key


def test_processes_that_start_together_have_the_same_key(tmp_path: Path) -> None:
    with get_context("spawn").Pool(3) as pool:
        keys = pool.map(_key, [str(tmp_path)] * 30, chunksize=1)
    assert len(set(keys)) == 1


def _key(folder: str) -> str:
    return Config(data=folder).key()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ACADEMY_MAIL", "mail.example.org"),
        ("ACADEMY_MAIL", "smtp://"),
        ("ACADEMY_MAIL", "smtp://user:password@"),
        ("ACADEMY_MAIL", "smtp://mail.example.org:abc"),
        ("ACADEMY_MAIL", "smtp://mail..example.org"),
        ("ACADEMY_MAIL", "smtp://mail.example.org:25?tls=none"),
        ("ACADEMY_MAIL_FROM", "nobody"),
        ("ACADEMY_MAIL_FROM", "Academy <academy@example.org>"),
        ("ACADEMY_MAIL_FROM", "académie@example.org"),
        ("ACADEMY_MAIL_FROM", "academy@example.org\n"),
        ("ACADEMY_BASE_URL", "https://:8000"),
        ("ACADEMY_BASE_URL", "https://academy.example.org:abc"),
        ("ACADEMY_BASE_URL", "https://académie..example"),
        ("ACADEMY_BASE_URL", "https://example.org/académie"),
        ("ACADEMY_OIDC_ISSUER", "https://[sign-in"),
        ("ACADEMY_QUEUE", "amqp://queue"),
        ("ACADEMY_OIDC_ISSUER", "http://sign-in.example.org"),
        ("ACADEMY_OIDC_ISSUER", "https://sign-in.example.org"),
        ("ACADEMY_FIELD_KEYS", "first"),
        ("ACADEMY_FIELD_KEYS", "first:c2hvcnQ="),
    ],
)
def test_a_setting_that_could_not_work_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(BadSettingError, match=name):
        read_config({name: value})


def test_what_may_be_a_password_stands_in_no_message() -> None:
    with pytest.raises(BadSettingError) as refused:
        read_config({"ACADEMY_MAIL": "smtp://user:pass/word@mail.example.org"})
    assert "pass" not in str(refused.value)
    assert refused.value.__cause__ is refused.value.__context__ is None


def test_only_a_mail_server_on_the_same_machine_is_spoken_to_in_clear() -> None:
    for host in ("localhost", "127.0.0.1", "[::1]"):
        assert read_config({"ACADEMY_MAIL": f"smtp://{host}:25?tls=none"}).mail.endswith("?tls=none")
    for host in ("mail", "localhost.example.org", "127.0.0.2", "[::2]"):
        with pytest.raises(BadSettingError, match="same machine"):
            read_config({"ACADEMY_MAIL": f"smtp://{host}:25?tls=none"})


def test_where_no_mailbox_can_be_at_our_host_one_must_be_named() -> None:
    with pytest.raises(BadSettingError, match=r"ACADEMY_MAIL_FROM .* not 'academy@::1'"):
        read_config({"ACADEMY_BASE_URL": "http://[::1]:8000"})
    given = {"ACADEMY_BASE_URL": "http://[::1]:8000", "ACADEMY_MAIL_FROM": "academy@example.org"}
    assert read_config(given).sender == "academy@example.org"


def test_a_host_with_other_letters_is_written_as_mail_servers_know_it() -> None:
    config = read_config({"ACADEMY_BASE_URL": "https://Académie.example:8443"})
    assert config.address == "https://xn--acadmie-eya.example:8443"
    assert (config.mail_host, config.sender) == ("xn--acadmie-eya.example", "academy@xn--acadmie-eya.example")


@pytest.mark.parametrize(("mail", "stay"), [("file:", True), ("console:", True), ("smtp://mail.example.org", False)])
def test_letters_stay_where_no_mail_server_is_named(mail: str, stay: bool) -> None:  # noqa: FBT001
    assert read_config({"ACADEMY_MAIL": mail}).letters_stay is stay


def test_keys_of_fields_are_made_once_and_read_by_their_owner_only(tmp_path: Path) -> None:
    config = Config(data=str(tmp_path / "new"))
    made = config.keys()
    assert config.keys() == made
    assert stat.S_IMODE((tmp_path / "new" / "field_keys").stat().st_mode) == 0o600
    given = Config(data=str(tmp_path / "other"), field_keys=new_key())
    assert given.keys() == KeyRing.read(given.field_keys)
    assert not (tmp_path / "other").exists()
