"""What stands before the first field, as title, author, part, further fields and the rest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from academy.practices.reading.lines import Line, plain
from academy.practices.reading.sections import Section, sections_of
from academy.practices.reading.structure import Event, Grid, Heading
from academy.practices.reading.titles import Opening, part_of, parted, read_opening


@dataclass(frozen=True, slots=True)
class Told:
    """What the lines before the first field tell, and which of them are kept in the remainder."""

    title: str = ""
    author: str = ""
    part: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    sections: tuple[Section, ...] = ()
    left: tuple[Event, ...] = ()

    @property
    def has_more(self) -> bool:
        """Whether more than the heading of the part is left over."""
        return any(not (isinstance(one, Line) and (one.is_blank or part_of(one.text))) for one in self.left)


def read_front(events: Sequence[Event], *, has_card: bool) -> Told:
    """Return what the events before the first field tell; where there is no card they are left as they are."""
    if not has_card:
        return Told(left=tuple(events))
    part = next((part for event in reversed(events) if isinstance(event, Line) and (part := part_of(event.text))), "")
    labelled = [
        place for place, event in enumerate(events) if isinstance(event, Heading) and event.key in {"title", "author"}
    ]
    titles = [place for place in labelled if _key(events[place]) == "title"]
    if not labelled:
        return _unlabelled(events, part)
    first = titles[-1] if titles else labelled[0]
    return _labelled(events[:first], sections_of(events[first:]), part, has_title=bool(titles))


def _unlabelled(events: Sequence[Event], part: str) -> Told:
    """Read a title that no label announces: it stands on the lines before the first field, or before further ones."""
    first = next((place for place, event in enumerate(events) if isinstance(event, Heading)), len(events))
    lines, before = _last_lines(events[:first])
    opening = read_opening(lines)
    sections = tuple(sections_of(events[first:]))
    return Told(opening.title, opening.author, part, _by(opening), sections, (*before, *opening.left))


def _last_lines(events: Sequence[Event]) -> tuple[list[Line], tuple[Event, ...]]:
    """Return the lines behind the last table, and all that stands before them."""
    start = next((place + 1 for place in range(len(events) - 1, -1, -1) if isinstance(events[place], Grid)), 0)
    return [event for event in events[start:] if isinstance(event, Line)], tuple(events[:start])


def _labelled(before: Sequence[Event], sections: Sequence[Section], part: str, *, has_title: bool) -> Told:
    """Read what stands behind the labels of title and author; other labels there are further fields."""
    title = author = ""
    labels: dict[str, str] = {}
    left: list[Event] = list(before)
    further: list[Section] = []
    for section in sections:
        key = section.heading.key
        if key not in {"title", "author"} or key in labels:
            further.append(Section(Heading("", section.heading.printed, section.heading.number), section.said))
            continue
        labels[key] = section.heading.printed
        said, rest = _answer(section)
        left += rest
        if key == "title":
            title, named, by = parted(said)
            author, labels = (named, {**labels, "author": by}) if named else (author, labels)
        else:
            author = said
    if not has_title:
        lines, front = _last_lines(before)
        opening = read_opening(lines)
        title, left = opening.title, [*front, *opening.left, *left[len(before) :]]
        author, labels = (author, labels) if "author" in labels else (opening.author, {**labels, **_by(opening)})
    return Told(title, author, part, labels, tuple(further), tuple(left))


def _answer(section: Section) -> tuple[str, list[Event]]:
    """Return a title's or an author's lines as one, up to the end of the paragraph or of the author's brackets."""
    lines: list[str] = []
    for place, event in enumerate(section.said):
        is_over = not isinstance(event, Line) or (
            event.is_blank and lines and not _is_open(lines, section.said[place:])
        )
        if is_over or (isinstance(event, Line) and part_of(event.text)):
            return plain(" ".join(lines)), list(section.said[place:])
        if isinstance(event, Line) and not event.is_blank:
            lines.append(event.text)
            if len(lines) > 1 and parted(" ".join(lines))[1]:
                return plain(" ".join(lines)), list(section.said[place + 1 :])
    return plain(" ".join(lines)), []


def _is_open(lines: Sequence[str], following: Sequence[Event]) -> bool:
    """Tell whether a title goes on behind an empty line: with its author in brackets."""
    if parted(" ".join(lines))[1]:
        return False
    said = next((event.text for event in following if isinstance(event, Line) and not event.is_blank), "")
    return bool(parted(said)[1]) and not parted(said)[0]


def _by(opening: Opening) -> dict[str, str]:
    return {"author": opening.by} if opening.by else {}


def _key(event: Event) -> str:
    return event.key if isinstance(event, Heading) else ""
