"""The filters of a list of practices: plain links, each with how many practices it leads to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from urllib.parse import urlencode

from flask import request, url_for
from flask_babel import gettext

from academy.editions.models import Edition
from academy.kit.countries import country_name
from academy.kit.languages import name_in
from academy.kit.texts import collated
from academy.practices.catalogue import Listed, Wanted, counts
from academy.practices.goals import GOALS, goal_of
from academy.practices.themes import THEMES
from academy.web.language import language

_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Link:
    """One value of a filter: the address that narrows the list down to it, or takes it off where it is chosen."""

    text: str
    address: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Way:
    """A filter, with its values."""

    title: str
    links: tuple[Link, ...]

    @property
    def is_used(self) -> bool:
        """True where one of its values is chosen."""
        return any(link.is_chosen for link in self.links)


def wanted() -> Wanted:
    """Return what the address asks for."""
    said = {name: request.args.get(name, "").strip()[:_LONGEST] or None for name in asdict(Wanted())}
    return Wanted(**{**said, "search": said["search"] or ""})  # type: ignore[arg-type]  # a text, or None where it may be


def address(edition: Edition | None, asked: Wanted, change: Mapping[str, str | int | None]) -> str:
    """Return the address of a list with something else in its query."""
    said = {name: str(value) for name, value in {**asdict(asked), **change}.items() if value}
    if edition is None:
        return url_for("site.practices.everywhere", language=language()) + _query(said)
    return url_for("site.practices.practices", language=language(), edition_slug=edition.slug) + _query(said)


def ways(listed: Sequence[Listed], asked: Wanted, edition: Edition | None) -> list[Way]:
    """Return the filters that make a difference here, or are used."""
    titles = {
        "theme": gettext("Themes"),
        "goal": gettext("Sustainable Development Goals"),
        "country": gettext("Countries"),
        "part": gettext("Parts"),
        "language": gettext("Languages"),
        "edition": gettext("Editions"),
    }
    called: dict[str, Callable[[str], str]] = {**_CALLED, "part": str, "edition": _titles(listed).__getitem__}
    found = [
        Way(title, tuple(_links(name, counts(listed, asked, name), called[name], asked, edition)))
        for name, title in titles.items()
        if edition is None or name != "edition"
    ]
    return [way for way in found if len(way.links) > 1 or way.is_used]


def _links(
    name: str, found: Mapping[str, int], called: Callable[[str], str], asked: Wanted, edition: Edition | None
) -> list[Link]:
    chosen = getattr(asked, name)
    values = [one for one in found if name != "goal" or one == goal_of(one) or one == chosen]
    links = [
        Link(called(one), address(edition, asked, {name: None if one == chosen else one}), found[one], one == chosen)
        for one in sorted(values, key=lambda one: _place(name, one, called))
    ]
    if chosen and chosen not in found:
        links.append(Link(chosen, address(edition, asked, {name: None}), 0, is_chosen=True))
    return links


def _place(name: str, value: str, called: Callable[[str], str]) -> tuple[object, ...]:
    """Goals stand in the order of their numbers, all else in that of the alphabet."""
    return (int(goal_of(value)), value) if name == "goal" else collated(called(value), language())


def _query(said: Mapping[str, str]) -> str:
    return f"?{urlencode(said)}" if said else ""


def _titles(listed: Sequence[Listed]) -> dict[str, str]:
    editions = [one.practice.edition for one in listed if one.practice.edition]
    return {one.slug: str(one.title.wording(language(), one.languages)) for one in editions}


_CALLED: dict[str, Callable[[str], str]] = {
    "theme": lambda slug: gettext(THEMES[slug]),
    "goal": lambda goal: f"{goal} {gettext(GOALS[goal])}" if goal in GOALS else goal,
    "country": lambda code: country_name(code, language()),
    "language": lambda code: name_in(code, language()),
}
