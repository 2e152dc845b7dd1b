"""Every setting, read once from the environment."""

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from pathlib import Path

from academy.kit.languages import INTERFACE


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
    upload_megabytes: int = field(default=16, metadata=_says("Largest request that is accepted, in megabytes."))

    @property
    def is_https(self) -> bool:
        """True where cookies may only travel encrypted."""
        return self.base_url.startswith("https://")

    @property
    def address(self) -> str:
        """The address under which readers find the installation."""
        return self.base_url or f"http://localhost:{self.port}"

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
        kept = self.folder / "secret_key"
        if not kept.exists():
            _keep_once(kept, secrets.token_urlsafe(48))
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
    return config
