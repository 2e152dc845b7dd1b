"""People are asked to write a card: one by one, or many from a pasted table; each gets a letter with a private link."""

import re
import secrets
from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext, lazy_gettext, ngettext
from wtforms.fields import SelectChoice, SelectField

from academy.access import Can
from academy.desk.inputs import OFTEN_SPOKEN, DeskForm, LineInput, OnceInput
from academy.desk.pages import done, saved
from academy.desk.practices import bp
from academy.desk.practices.calls import ONE, opened
from academy.desk.practices.invited_tables import Table, invite_all
from academy.kit.languages import INTERFACE, name_in
from academy.kit.refusals import Refusal
from academy.kit.words import N_
from academy.practices.letters import News
from academy.practices.models import Call
from academy.practices.rules import window_of
from academy.practices.writing import Beginning, begin_card
from academy.web.current import now
from academy.web.errors import sentence
from academy.web.guard import Reply, requires
from academy.web.language import language
from academy.web.transactions import db, start_over

_REFUSED = 422
_WORD = re.compile(r"[0-9a-f]{24}")


class InviteForm(DeskForm):
    """Who is asked, and in which languages."""

    author = LineInput(lazy_gettext("Name"), description=lazy_gettext("As it is to stand under the title."))
    email = LineInput(lazy_gettext("E-mail address"))
    letters_in = SelectField(
        lazy_gettext("Language of letters"),
        choices=lambda: [SelectChoice(code, name_in(code, language())) for code in INTERFACE],
    )
    language = SelectField(lazy_gettext("Language in which they write"), choices=lambda: _named(OFTEN_SPOKEN))
    title = LineInput(
        lazy_gettext("Title of the practice, where it is known"),
        description=lazy_gettext("It is a name, and never translated."),
    )
    once = OnceInput()

    def beginning(self) -> Beginning:
        """Return whom to ask; refuse where there is no address to write to."""
        if not self.email.data:
            raise Refusal(N_("Write an e-mail address: the letter with the link goes there."), field="email")
        return Beginning(
            author=self.author.data or "",
            email=self.email.data,
            language=str(self.language.data),
            title=self.title.data or "",
            letters_in=str(self.letters_in.data),
            once=self.once.data,
        )


@dataclass(frozen=True, slots=True)
class _Pasted:
    """A table that is to be looked at before it is taken over, or what is wrong with it."""

    text: str = ""
    once: str = ""
    table: Table | None = None
    problem: str = ""


@bp.route(f"{ONE}/invite", methods=["GET", "POST"])
@requires(Can.KEEP_PRACTICES)
def invite(edition_slug: str, call_slug: str) -> Reply:
    """Ask somebody for a practice."""
    found = opened(edition_slug, call_slug)
    form = _form(found)
    if saved(form, lambda: begin_card(db(), found, form.beginning(), now(), news=News.INVITED)):
        said = gettext("A letter with the link to the card leaves now.")
        return done(said, url_for(".invite", edition_slug=edition_slug, call_slug=call_slug))
    return _page(form, _Pasted())


@bp.post(f"{ONE}/invite/table")
@requires(Can.KEEP_PRACTICES)
def invite_many(edition_slug: str, call_slug: str) -> Reply:
    """Show what a pasted table says, and ask everybody in it once somebody has looked: all of them or none."""
    found = opened(edition_slug, call_slug)
    pasted, once = request.form.get("table", ""), _once()
    try:
        table = invite_all(db(), found, pasted, once, now())
    except Refusal as refusal:
        start_over()
        return _page(_form(found, formdata=None), _Pasted(pasted, once, problem=sentence(refusal)), _REFUSED)
    if table.wrong or not table.invited or not request.form.get("sure"):
        start_over()
        seen = _Pasted(pasted, once, table)
        return _page(_form(found, formdata=None), seen, _REFUSED if table.wrong else 200)
    return done(_told(table), url_for(".call", edition_slug=edition_slug, call_slug=call_slug))


def _told(table: Table) -> str:
    said = ngettext("%(num)s letter leaves now.", "%(num)s letters leave now.", len(table.invited))
    if not table.left_out:
        return said
    left = ngettext("%(num)s row was left out.", "%(num)s rows were left out.", len(table.left_out))
    return f"{said} {left}"


def _once() -> str:
    """Return the word of the form that was sent; a new one where it is none of ours."""
    sent = request.form.get("once", "")
    return sent if _WORD.fullmatch(sent) else secrets.token_hex(12)


def _form(found: Call, **more: Any) -> InviteForm:
    spoken = found.edition.languages[0]
    return InviteForm(data={"letters_in": spoken if spoken in INTERFACE else INTERFACE[0], "language": spoken}, **more)


def _page(form: InviteForm, pasted: _Pasted, status: int | None = None) -> Reply:
    arguments = request.view_args or {}
    found = opened(arguments["edition_slug"], arguments["call_slug"])
    window = window_of(found)
    once = pasted.once or secrets.token_hex(12)
    facts = {"call": found, "edition": found.edition, "is_over": window.is_over(now()), "pasted": pasted, "once": once}
    return render_template("desk/practices/call_invite.html", form=form, **facts), status or form.status


def _named(codes: tuple[str, ...]) -> list[SelectChoice]:
    return [SelectChoice(code, name_in(code, language())) for code in codes]
