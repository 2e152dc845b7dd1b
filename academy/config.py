"""Every setting, read once from the environment."""

import os
import re
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, urlsplit, urlunsplit

from academy.kit.languages import INTERFACE
from academy.kit.sealing import KeyRing, new_key

_OWN_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
_MAILBOX = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*@[\w-]+(\.[\w-]+)*", re.ASCII)


def _says(explains: str, *, secret: bool = False) -> dict[str, object]:
    return {"explains": explains, "secret": secret}


@dataclass(frozen=True, slots=True)
class Config:
    """Settings of one installation. Each is `ACADEMY_` and its name in the environment; `academy config` lists them."""

    data: str = field(default="data", metadata=_says("Folder for the database, uploaded files and keys."))
    database_url: str = field(
        default="",
        metadata=_says("sqlite:///… or postgresql://…; empty: a SQLite file in the data folder.", secret=True),
    )
    base_url: str = field(
        default="",
        metadata=_says(
            "Address under which readers find us, without a slash at its end; empty: localhost and the port."
        ),
    )
    secret_key: str = field(
        default="",
        metadata=_says("Signs cookies and forms; empty: made once and kept in the data folder.", secret=True),
    )
    name: str = field(default="Academy", metadata=_says("What the installation calls itself."))
    language: str = field(
        default="en",
        metadata=_says("Language of the command line, and of readers whose browser asks for none of ours."),
    )
    host: str = field(default="127.0.0.1", metadata=_says("Address that the server listens on."))
    port: int = field(default=8000, metadata=_says("Port that the server listens on; plain PORT is understood too."))
    threads: int = field(default=4, metadata=_says("Requests that are answered at the same time."))
    proxies: int = field(
        default=0,
        metadata=_says("Number of reverse proxies in front whose X-Forwarded-… headers are believed."),
    )
    limits_storage: str = field(
        default="memory://",
        metadata=_says("Where attempts are counted: memory:// for one process, redis://… for several.", secret=True),
    )
    upload_megabytes: int = field(default=24, metadata=_says("Largest request that is accepted, in megabytes."))
    field_keys: str = field(
        default="",
        metadata=_says(
            "Keys that sensitive fields are encrypted with, the present one last; empty: kept in the data folder.",
            secret=True,
        ),
    )
    mail: str = field(
        default="file:",
        metadata=_says(
            "How letters leave: smtp://user:password@host:587 (with STARTTLS), smtps://…, file: (a folder below the "
            "data folder) or console:.",
            secret=True,
        ),
    )
    mail_from: str = field(
        default="", metadata=_says("Address that letters come from; empty: academy@ and the host of the base address.")
    )
    mail_per_minute: int = field(
        default=120,
        metadata=_says("Most letters to many people that leave in a minute; others never wait for them; 0: no limit."),
    )
    mail_hook_key: str = field(
        default="",
        metadata=_says("Secret with which a mail service reports bounces to us; empty: none may.", secret=True),
    )
    queue: str = field(
        default="",
        metadata=_says(
            "What wakes the worker: redis://… or postgresql://…; empty: a SQLite file in the data folder.", secret=True
        ),
    )
    oidc_issuer: str = field(
        default="", metadata=_says("An OpenID Connect provider that people may sign in with; empty: none.")
    )
    oidc_client: str = field(default="", metadata=_says("Our name at that provider (client_id)."))
    oidc_secret: str = field(default="", metadata=_says("Our secret at that provider.", secret=True))
    oidc_name: str = field(default="", metadata=_says("What the provider is called on the button."))

    @property
    def is_https(self) -> bool:
        """True where cookies may only travel encrypted."""
        return self.base_url.startswith("https://")

    @property
    def address(self) -> str:
        """The address under which readers find the installation, with its host as the net knows it."""
        return _with_plain_host(self.base_url) or f"http://localhost:{self.port}"

    @property
    def mail_host(self) -> str:
        """The name under which mail servers know us."""
        return urlsplit(self.address).hostname or "localhost"

    @property
    def letters_stay(self) -> bool:
        """True in a demonstration: letters go no further than this machine, and are read at the desk."""
        return self.mail.startswith(("file:", "console:"))

    @property
    def sender(self) -> str:
        """The address that letters and invitations come from."""
        return self.mail_from or f"academy@{self.mail_host}"

    @property
    def folder(self) -> Path:
        """The data folder."""
        return Path(self.data).absolute()

    @property
    def database(self) -> str:
        """The address of the database that is really used."""
        return self.database_url or f"sqlite:///{self.folder / 'academy.sqlite'}"

    def key(self) -> str:
        """Return the secret key; make it and keep it readable by its owner only, where none was given."""
        if self.secret_key:
            return self.secret_key
        return self._kept("secret_key", lambda: secrets.token_urlsafe(48))

    def keys(self) -> KeyRing:
        """Return the keys of sensitive fields; a first one is made where none was given."""
        return KeyRing.read(self.field_keys or self._kept("field_keys", new_key))

    def _kept(self, name: str, make: Callable[[], str]) -> str:
        kept = self.folder / name
        if not kept.exists():
            _keep_once(kept, make())
        return kept.read_text("ascii")


def _keep_once(path: Path, text: str) -> None:
    # Written aside and linked: of two processes that start together both read the same whole key.
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(text)
    with suppress(FileExistsError):
        os.link(aside, path)
    aside.unlink()


class BadSettingError(Exception):
    """A setting in the environment that cannot be used."""


def read_config(environment: Mapping[str, str]) -> Config:
    """Read the settings; raise BadSettingError for an unusable one, or one that nobody knows."""
    names = {f"ACADEMY_{setting.name.upper()}": setting for setting in fields(Config)}
    ours = {name for name in environment if name.startswith("ACADEMY_") and not name.startswith("ACADEMY_TEST_")}
    if unknown := sorted(ours - names.keys()):
        raise BadSettingError("unknown setting " + ", ".join(unknown) + "; `academy config` lists all that there are")
    given: dict[str, object] = {}
    for name, setting in names.items():
        text = environment.get(name, environment.get("PORT", "") if setting.name == "port" else "")
        if text:
            given[setting.name] = _number(name, text) if isinstance(setting.default, int) else text
    return _checked(Config(**given))  # type: ignore[arg-type]


def _number(name: str, text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise BadSettingError(f"{name} must be a whole number, not {text!r}")
    return int(text)


def _checked(config: Config) -> Config:
    if config.base_url and (not config.base_url.startswith(("http://", "https://")) or config.base_url.endswith("/")):
        raise BadSettingError("ACADEMY_BASE_URL must begin with http:// or https:// and end without a slash")
    if config.database_url and not config.database_url.startswith(
        ("sqlite:///", "postgresql://", "postgresql+psycopg://")
    ):
        raise BadSettingError("ACADEMY_DATABASE_URL must begin with sqlite:/// or postgresql://")
    if config.language not in INTERFACE:
        raise BadSettingError(f"ACADEMY_LANGUAGE must be one of {', '.join(INTERFACE)}")
    _check_addresses(config)
    try:
        KeyRing.read(config.field_keys or new_key())
    except ValueError as error:
        raise BadSettingError("ACADEMY_FIELD_KEYS must be keys as `academy keys add` makes them") from error
    return config


def _check_addresses(config: Config) -> None:
    if config.base_url:
        _parts("ACADEMY_BASE_URL", config.base_url)
    if not config.address.isascii():
        raise BadSettingError("ACADEMY_BASE_URL may have letters beyond a to z in its host only")
    _check_mail(config)
    if config.queue and not config.queue.startswith(("redis://", "rediss://", "postgresql://")):
        raise BadSettingError("ACADEMY_QUEUE must begin with redis://, rediss:// or postgresql://")
    if config.oidc_issuer:
        issuer = _parts("ACADEMY_OIDC_ISSUER", config.oidc_issuer)
        if issuer.scheme != "https" and issuer.hostname not in _OWN_MACHINE:
            raise BadSettingError("ACADEMY_OIDC_ISSUER must begin with https://")
        if not (config.oidc_client and config.oidc_secret):
            raise BadSettingError("ACADEMY_OIDC_ISSUER needs ACADEMY_OIDC_CLIENT and ACADEMY_OIDC_SECRET as well")


def _check_mail(config: Config) -> None:
    if not _MAILBOX.fullmatch(config.sender):
        raise BadSettingError(f"ACADEMY_MAIL_FROM must be an address like academy@example.org, not {config.sender!r}")
    if config.letters_stay:
        return
    if not config.mail.startswith(("smtp://", "smtps://")):
        raise BadSettingError("ACADEMY_MAIL must begin with smtp://, smtps://, file: or console:")
    server = _parts("ACADEMY_MAIL", config.mail)
    if parse_qs(server.query).get("tls") == ["none"] and server.hostname not in _OWN_MACHINE:
        raise BadSettingError("ACADEMY_MAIL may have ?tls=none for a mail server on the same machine only")


def _parts(name: str, address: str) -> SplitResult:
    """Return an address in its parts; refuse one without a usable host or port. It is not told: it may be secret."""
    with suppress(ValueError):
        parts = urlsplit(address)
        if parts.port != 0 and parts.hostname and parts.hostname.encode("idna"):
            return parts
    raise BadSettingError(f"{name} must name a host, and a port only as a number")


def _with_plain_host(address: str) -> str:
    """Return an address with its host in plain letters (xn--…), as mail servers and browsers have it."""
    if address.isascii():
        return address
    parts = urlsplit(address)
    host, port = (parts.hostname or "").encode("idna").decode("ascii"), f":{parts.port}" if parts.port else ""
    return urlunsplit(parts._replace(netloc=host + port))
