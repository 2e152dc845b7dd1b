"""What a letter says: its templates, filled with its facts, in the reader's language."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Flask, current_app, render_template, url_for
from itsdangerous import BadSignature, URLSafeSerializer
from jinja2 import Environment
from werkzeug.test import EnvironBuilder

from academy.kit.languages import INTERFACE
from academy.outbox.models import Letter
from academy.web.links import absolute, config

_STOPPING = "stop announcements"


@dataclass(frozen=True, slots=True)
class Written:
    """A letter as it is read; `stop` is the address at which its reader stops announcements, where that is due."""

    subject: str
    text: str
    html: str
    stop: str


def written(app: Flask, letter: Letter, secrets: Mapping[str, str]) -> Written:
    """Return what a letter says. Template errors rise: they are mistakes of ours."""
    with _spoken(app, letter.language):
        facts = {**letter.facts, **secrets, "letter": letter, "unsubscribe": stop_address(letter)}
        facts["subject"] = subject = _subject(app.jinja_env, f"mail/{letter.kind}.txt", facts)
        text = render_template(f"mail/{letter.kind}.txt", **facts)
        html = render_template(f"mail/{letter.kind}.html", **facts)
        return Written(subject, _tidied(text), html, facts["unsubscribe"])


def stop_address(letter: Letter) -> str:
    """Return where the reader of an announcement stops them, without signing in; nothing for other letters."""
    if not letter.may_unsubscribe or letter.person_id is None:
        return ""
    token = _signer().dumps(letter.person_id)
    return absolute(url_for("site.outbox.stop", language=_language_of(letter.language), token=token))


def read_stopping(token: str) -> int | None:
    """Return the number of the person whom the address of `stop_address` names; None where it is not ours."""
    try:
        return int(_signer().loads(token))
    except BadSignature:
        return None


@contextmanager
def _spoken(app: Flask, language: str) -> Iterator[None]:
    """Speak a language, as a page of it does. An application context of its own: whatever was chosen before stays."""
    asked = EnvironBuilder(path=f"/{_language_of(language)}/", base_url=app.config["ACADEMY"].address)
    with app.app_context(), app.request_context(asked.get_environ()):
        yield


def _language_of(language: str) -> str:
    return language if language in INTERFACE else config().language


def _subject(environment: Environment, name: str, facts: Mapping[str, object]) -> str:
    """Return the subject: a block of the text's template, on one line."""
    template = environment.get_template(name)
    known = dict(facts)
    current_app.update_template_context(known)
    return " ".join("".join(template.blocks["subject"](template.new_context(known))).split())


def _tidied(text: str) -> str:
    """Return a text without blanks at the ends of lines (but for the mark above a signature), or three empty lines."""
    lines = [line if line == "-- " else line.rstrip() for line in text.strip().splitlines()]
    kept = [line for number, line in enumerate(lines) if line or lines[number - 1]]
    return "\n".join(kept) + "\n"


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt=_STOPPING)
