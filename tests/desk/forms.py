"""The forms of a page, read and filled in as a browser does it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser

from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.conftest import Organiser

Facts = Mapping[str, str | list[str]]


@dataclass(frozen=True, slots=True)
class PageForm:
    """A form of a page: where it is sent to, what its buttons say, and what it would send."""

    action: str
    buttons: tuple[str, ...]
    names: frozenset[str]
    """Of all its inputs, those that would not be sent among them: a box without a tick."""
    pairs: tuple[tuple[str, str], ...]

    def filled(self, facts: Facts) -> MultiDict[str, str]:
        """Return what is sent once these inputs are filled in; `[]` takes a tick away."""
        assert facts.keys() <= self.names, sorted(facts.keys() - self.names)
        kept = [(name, value) for name, value in self.pairs if name not in facts]
        new = [(name, one) for name, value in facts.items() for one in ([value] if isinstance(value, str) else value)]
        return MultiDict([*kept, *new])

    def value(self, name: str) -> str:
        """Return what stands in an input."""
        return next(value for sent, value in self.pairs if sent == name)

    def values(self, name: str) -> list[str]:
        """Return what is chosen in an input that takes several."""
        return [value for sent, value in self.pairs if sent == name]


def forms_in(page: str) -> list[PageForm]:
    """Return every form of a page, in order."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader.forms


def main_form(page: str) -> PageForm:
    """Return the form that the page is for."""
    return next(form for form in forms_in(page) if "csrf_token" in form.names and "Sign out" not in form.buttons)


def form_with(page: str, button: str, action: str = "") -> PageForm:
    """Return the first form with a button that says this; its address ends with `action`."""
    return next(form for form in forms_in(page) if button in form.buttons and form.action.endswith(action))


def fill(organiser: Organiser, address: str, facts: Facts) -> TestResponse:
    """Open a page, fill its form in and send it."""
    opened = organiser.get(address)
    assert opened.status_code == 200, (address, opened.status_code)
    return send(organiser, address, main_form(opened.text), facts)


def send(organiser: Organiser, address: str, form: PageForm, facts: Facts) -> TestResponse:
    """Send a form that is open already; one without an address of its own goes to the page's."""
    return organiser.client.post(form.action or address, data=form.filled(facts))


def press(organiser: Organiser, address: str, button: str, action: str = "") -> TestResponse:
    """Open a page, press a button and return the page that one is led to."""
    form = form_with(organiser.get(address).text, button, action)
    return organiser.client.post(form.action or address, data=form.filled({}), follow_redirects=True)


def errors_in(page: str) -> dict[str, str]:
    """Return the sentences that stand beside inputs, by the id of the input."""
    found = re.findall(r'<span class="error" id="([^"]+)-error">([^<]*)</span>', page)
    return dict(found)


def said_above(page: str) -> str:
    """Return the sentence above the form, or ""."""
    found = re.search(r'role="alert">([^<]*)<', page)
    return found[1] if found else ""


class _Reader(HTMLParser):
    """Collects what would be sent."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self._open: _Open | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = _Open(said.get("action", ""))
        elif self._open:
            self._open.begin(tag, said)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._open:
            self.forms.append(self._open.form())
            self._open = None
        elif self._open:
            self._open.end(tag)

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open.text += data


class _Open:
    """A form that is being read."""

    def __init__(self, action: str) -> None:
        self.text = ""
        self._action = action
        self._buttons: list[str] = []
        self._names: set[str] = set()
        self._pairs: list[tuple[str, str]] = []
        self._within = ""
        self._choices: list[tuple[str, bool]] = []
        self._takes_several = False

    def begin(self, tag: str, said: dict[str, str]) -> None:
        self.text = ""
        if tag == "input" and "name" in said:
            self._input(said)
        elif tag in {"textarea", "select"}:
            self._names.add(said["name"])
            self._within, self._choices, self._takes_several = said["name"], [], "multiple" in said
        elif tag == "option":
            self._choices.append((said.get("value", ""), "selected" in said))

    def end(self, tag: str) -> None:
        if tag == "button":
            self._buttons.append(self.text.strip())
        elif tag == "textarea":
            plain = self.text.replace("\r\n", "\n").removeprefix("\n")  # as HTML has it: the first line end is none
            self._pairs.append((self._within, plain.replace("\n", "\r\n")))
        elif tag == "select":
            self._pairs += [(self._within, value) for value in self._chosen()]

    def form(self) -> PageForm:
        return PageForm(self._action, tuple(self._buttons), frozenset(self._names), tuple(self._pairs))

    def _input(self, said: dict[str, str]) -> None:
        self._names.add(said["name"])
        if said.get("type") not in {"checkbox", "radio"} or "checked" in said:
            self._pairs.append((said["name"], said.get("value", "on" if said.get("type") == "checkbox" else "")))

    def _chosen(self) -> Iterator[str]:
        chosen = [value for value, is_chosen in self._choices if is_chosen]
        if not chosen and not self._takes_several:
            chosen = [value for value, _ in self._choices[:1]]
        yield from chosen
