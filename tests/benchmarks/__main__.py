"""`python -m tests.benchmarks [--short]`: measures, and prints a table. It judges nothing: machines differ."""

import argparse
import re
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

import brotli

from academy.app import create_app
from academy.config import Config
from academy.db.engine import open_database
from tests import postgresql
from tests.benchmarks import servers
from tests.benchmarks.cards import COLLECTION, TENFOLD, card_ratios
from tests.benchmarks.load import Question, ask, rate
from tests.benchmarks.seats import FEW, MANY, seat_ratio
from tests.factories.statements import asked_of

PROGRAMME = "/en/casablanca-2027/programme/"
CALENDAR = "/en/casablanca-2027/calendar.ics"

_TAKES = 50
_MOST = {"list": 12, "card": 1.2}
"""How many times as long a list, and a card, may take where ten times as many are published."""

BARE = "bare Flask, “ok”"


@dataclass(frozen=True, slots=True)
class Length:
    """How long to measure: rounds, and requests in each round for each thing."""

    rounds: int
    requests: int


SHORT, WHOLE = Length(3, 2_000), Length(5, 8_000)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--short", action="store_true", help="fewer and shorter rounds, as in CI")
    length = SHORT if parser.parse_args().short else WHOLE
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        databases = {"SQLite": f"sqlite:///{folder / 'academy.sqlite'}"}
        if server := stack.enter_context(postgresql.server()):
            databases["PostgreSQL"] = stack.enter_context(servers.new_database(server))
        else:
            print("NOT MEASURED: PostgreSQL, since none was found.")
        questions = {BARE: Question(stack.enter_context(servers.bare()), "/")}
        starts = {}
        for name, url in databases.items():
            servers.set_up(folder, url)
            starts[name] = median(_start(folder, url) for _ in range(length.rounds))
            port, _ = stack.enter_context(servers.academy(folder, url))
            questions |= _questions(name, port)
        _print_rates(measured(questions, length))
        _print_rest(starts, databases, questions[f"programme, {next(iter(databases))}"])


def _start(folder: Path, url: str) -> float:
    with servers.academy(folder, url) as (_port, seconds):
        return seconds


def _questions(database: str, port: int) -> dict[str, Question]:
    found = {}
    for name, path in (("programme", PROGRAMME), ("calendar", CALENDAR)):
        question = Question(port, path)
        found[f"{name}, {database}"] = question
        found[f"{name}, {database}, 304"] = replace(question, etag=ask(question).headers["etag"])
    return found


def measured(questions: Mapping[str, Question], length: Length) -> dict[str, list[float]]:
    """Return the rates of each thing, one for each round; the rounds are interleaved, since machines have moods."""
    for question in questions.values():
        rate(question, length.requests // 4)
    rates: dict[str, list[float]] = {name: [] for name in questions}
    for _ in range(length.rounds):
        for name, question in questions.items():
            rates[name].append(rate(question, length.requests))
    return rates


def _print_rates(rates: Mapping[str, list[float]]) -> None:
    print(f"\n{'':32}{'requests/s':>12}{'× bare':>9}   (medians of {len(rates[BARE])} rounds; lowest–highest ratio)")
    for name, found in rates.items():
        ratios = sorted(one / other for one, other in zip(found, rates[BARE], strict=True))
        print(f"{name:32}{median(found):>12,.0f}{median(ratios):>9.2f}   {ratios[0]:.2f}–{ratios[-1]:.2f}")


def _print_rest(starts: Mapping[str, float], databases: Mapping[str, str], page: Question) -> None:
    print()
    for name, seconds in starts.items():
        print(f"{f'first answer, {name}':32}{seconds:>10.2f} s   after the start of the process; at most 2 s")
    for name, url in databases.items():
        for path in (PROGRAMME, CALENDAR):
            asked = _cold(url, path)
            print(f"{f'cold, {name}':32}{asked:>10}     statements for {path}; at most 12")
    for name, url in databases.items():
        few, ratio = _seats(url)
        said = f"where {FEW} are held; {ratio:.2f} times as long where {MANY:,} are; at most 1.2"
        print(f"{f'a seat, {name}':32}{few * 1000:>10.1f} ms  {said}")
    for name, url in databases.items():
        for what, (few, ratio) in _cards(url).items():
            said = f"with {COLLECTION} cards; {ratio:.2f} times as long with {TENFOLD}"
            print(f"{f'practices: {what}, {name}':32}{few * 1000:>10.1f} ms  {said}; at most {_MOST[what]}")
    print(
        f"{'first visit to the programme':32}{_weight(page):>10,} bytes over the wire with all it loads; at most 60,000"
    )


def _cold(url: str, path: str) -> int:
    """Statements for the first answer, the read of the versions among them."""
    database = open_database(url)
    app = create_app(Config(database_url=url, secret_key="measured"), database)
    with asked_of(database) as asked:
        app.test_client().get(path)
    app.extensions["academy_versions"].close()
    database.engine.dispose()
    return len(asked) + 1


def _seats(url: str) -> tuple[float, float]:
    database = open_database(url)
    try:
        return seat_ratio(database, _TAKES)
    finally:
        database.engine.dispose()


def _cards(url: str) -> dict[str, tuple[float, float]]:
    database = open_database(url)
    try:
        return card_ratios(database, _TAKES)
    finally:
        database.engine.dispose()


def _weight(page: Question) -> int:
    html = brotli.decompress(ask(page).body).decode()
    loaded = re.findall(r'<link rel="(?:stylesheet|icon)" href="([^"]+)"', html)
    return sum(len(ask(replace(page, path=path)).body) for path in (page.path, *loaded))


if __name__ == "__main__":
    main()
