"""The Sustainable Development Goals and their targets (United Nations, resolutions 70/1 and 71/313)."""

import re
from collections.abc import Iterable

from academy.kit.refusals import Refusal
from academy.kit.words import N_

GOALS: dict[str, str] = {
    "1": N_("No poverty"),
    "2": N_("Zero hunger"),
    "3": N_("Good health and well-being"),
    "4": N_("Quality education"),
    "5": N_("Gender equality"),
    "6": N_("Clean water and sanitation"),
    "7": N_("Affordable and clean energy"),
    "8": N_("Decent work and economic growth"),
    "9": N_("Industry, innovation and infrastructure"),
    "10": N_("Reduced inequalities"),
    "11": N_("Sustainable cities and communities"),
    "12": N_("Responsible consumption and production"),
    "13": N_("Climate action"),
    "14": N_("Life below water"),
    "15": N_("Life on land"),
    "16": N_("Peace, justice and strong institutions"),
    "17": N_("Partnerships for the goals"),
}
"""By their numbers, as the United Nations name them in short."""

_TARGETS = {
    "1": (5, "ab"),
    "2": (5, "abc"),
    "3": (9, "abcd"),
    "4": (7, "abc"),
    "5": (6, "abc"),
    "6": (6, "ab"),
    "7": (3, "ab"),
    "8": (10, "ab"),
    "9": (5, "abc"),
    "10": (7, "abc"),
    "11": (7, "abc"),
    "12": (8, "abc"),
    "13": (3, "ab"),
    "14": (7, "abc"),
    "15": (9, "abc"),
    "16": (10, "ab"),
    "17": (19, ""),
}
"""How many numbered targets each goal has, and the letters of its means of implementation: 169 in all."""

_PRINTED = re.compile(r"(?:SDG|ODS|ODD)?\s*(\d{1,2})(?:\.(\d{1,2}|[a-d]))?", re.IGNORECASE)


def goal_of(printed: str) -> str:
    """Return the goal of a goal or a target.

    >>> goal_of("8.a")
    '8'
    """
    return printed.partition(".")[0]


def targets_of(goal: str) -> list[str]:
    """Return the targets of a goal, in the order of the resolution."""
    numbered, letters = _TARGETS[goal]
    return [f"{goal}.{one}" for one in (*range(1, numbered + 1), *letters)]


def by_goal(printed: Iterable[str]) -> list[tuple[str, list[str]]]:
    """Return each goal with those of its targets that are named, in order.

    >>> by_goal(["8.a", "8", "17.9"])
    [('8', ['8.a']), ('17', ['17.9'])]
    """
    found: dict[str, list[str]] = {}
    for one in sorted(printed, key=_place):
        own = found.setdefault(goal_of(one), [])
        own += [one] if one != goal_of(one) else []
    return list(found.items())


def read_goals(texts: Iterable[str], field: str = "goals") -> tuple[str, ...]:
    """Return goals and targets as printed ("8", "8.a", "SDG 17.9"), each once, in order; refuse what is none."""
    read = {_read(text, field) for text in texts if text.strip()}
    return tuple(sorted(read, key=_place))


def _read(text: str, field: str) -> str:
    found = _PRINTED.fullmatch(text.strip())
    goal = str(int(found[1])) if found else ""
    said = f"{goal}.{found[2].lower()}" if found and found[2] else goal
    if goal not in GOALS or (said != goal and said not in targets_of(goal)):
        message = N_("“%(text)s” is none of the Sustainable Development Goals and targets, such as 8 or 8.a.")
        raise Refusal(message, text=text[:40], field=field)
    return said


def _place(said: str) -> tuple[int, int]:
    goal = goal_of(said)
    return int(goal), 0 if said == goal else 1 + targets_of(goal).index(said)
