"""The wheel, alone in an empty environment and far from the checkout, serves what the checkout serves."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import venv
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urljoin
from urllib.request import urlopen

import pytest
from lxml import html

from tests.house.sources import ROOT

# One group: of several workers one installs the wheel.
pytestmark = [pytest.mark.wheel, pytest.mark.slow]

LANGUAGES = ("ar", "es", "fr", "pt")
INSTALLING = 600
"""Seconds that pip may take."""
STARTING = 60
"""Seconds until the first answer, the demonstration's loading included."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said, and where."""

    address: str
    kind: str
    body: bytes

    def links(self, path: str) -> list[str]:
        """Addresses that an XPath finds on the page, complete."""
        return [urljoin(self.address, str(found)) for found in html.fromstring(self.body).xpath(path)]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    # From a copy without what was made here: another process may build at the same time, and it must compile by itself.
    made_here = shutil.ignore_patterns(".*", "data", "build", "dist", "*.mo", "__pycache__", "tests")
    source = shutil.copytree(ROOT, folder / "source", ignore=made_here)
    run(Path(sys.executable), "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, source)
    (built,) = folder.glob("academy-*.whl")
    return built


@pytest.fixture(scope="module")
def site(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that runs from the wheel, with the demonstration editions."""
    folder = tmp_path_factory.mktemp("elsewhere")
    programs = folder / "venv" / "bin"
    venv.create(folder / "venv", with_pip=True)
    shutil.copy(ROOT / "requirements.txt", folder)
    run(programs / "python", "-m", "pip", "install", "--require-hashes", "-r", "requirements.txt", folder=folder)
    run(programs / "python", "-m", "pip", "install", "--no-deps", wheel, folder=folder)
    with serving(programs / "academy", folder) as address:
        yield address


def test_the_wheel_carries_what_lies_at_the_top_level_once(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert [name for name, times in Counter(names).items() if times > 1] == []
    catalogues = [f"academy/_data/translations/{language}/LC_MESSAGES/messages.mo" for language in LANGUAGES]
    pages = [f"academy/_data/{path.relative_to(ROOT).as_posix()}" for path in ROOT.glob("templates/**/*.*")]
    assert {"academy/py.typed", "academy/_data/migrations/env.py", *catalogues, *pages} - set(names) == set()
    assert [name for name in names if not name.startswith(("academy/", "academy-"))] == []


def test_the_installed_wheel_serves_an_edition_its_style_and_its_calendar(site: str) -> None:
    edition = find_edition(site)
    (style, *_) = edition.links("//link[@rel='stylesheet']/@href")
    assert get(style).kind == "text/css"
    calendar = get(edition.links("//link[@rel='alternate'][@type='text/calendar']/@href")[0])
    assert calendar.kind == "text/calendar"
    assert calendar.body.startswith(b"BEGIN:VCALENDAR\r\n")
    assert b"\r\nBEGIN:VEVENT\r\n" in calendar.body


def test_the_installed_wheel_speaks_every_language(site: str) -> None:
    edition = find_edition(site)
    pages = {language: get(edition.links(f"//link[@hreflang='{language}']/@href")[0]) for language in LANGUAGES}
    assert {language: spoken(page) for language, page in pages.items()} == {one: one for one in LANGUAGES}
    navigations = {
        " ".join(text for nav in html.fromstring(page.body).xpath("//nav") for text in nav.text_content().split())
        for page in pages.values()
    }
    assert len(navigations) == len(LANGUAGES)


def find_edition(site: str) -> Answer:
    """Follow the links of the first page to the first one that announces a calendar."""
    first = get(site)
    assert first.kind == "text/html"
    for address in dict.fromkeys(first.links("//main//a/@href")):
        if address.startswith(site):
            page = get(address)
            if page.kind == "text/html" and page.links("//link[@rel='alternate'][@type='text/calendar']/@href"):
                return page
    raise AssertionError(f"no page linked from {site} announces a calendar")


def spoken(page: Answer) -> str | None:
    return html.fromstring(page.body).get("lang")


def get(address: str) -> Answer:
    with urlopen(address, timeout=30) as response:
        return Answer(response.url, response.headers.get_content_type(), response.read())


@contextmanager
def serving(academy: Path, folder: Path) -> Iterator[str]:
    """Run `academy demo` in an empty folder until the block ends; what it said is shown where it does not answer."""
    port = free_port()
    with (folder / "said").open("w+") as said, subprocess.Popen(
        [academy, "demo"], cwd=folder, env=alone(PORT=str(port)), stdin=subprocess.DEVNULL, stdout=said, stderr=said
    ) as server:  # fmt: skip
        try:
            address = f"http://localhost:{port}/"
            if not answers(address, server):
                said.seek(0)
                pytest.fail(f"`academy demo` did not answer at {address}:\n{said.read()}")
            yield address
        finally:
            server.terminate()
            with suppress(subprocess.TimeoutExpired):
                server.wait(15)
            server.kill()


def answers(address: str, server: subprocess.Popen[bytes]) -> bool:
    end = time.monotonic() + STARTING
    while time.monotonic() < end and server.poll() is None:
        with suppress(URLError, ConnectionError), urlopen(address, timeout=5):
            return True
        time.sleep(0.1)
    return False


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def run(*command: str | Path, folder: Path = ROOT) -> None:
    done = subprocess.run(
        command, cwd=folder, env=alone(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, check=False, timeout=INSTALLING,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def alone(**settings: str) -> dict[str, str]:
    """The environment without this checkout: no settings of ours, and no path on which it could be imported."""
    kept = {
        name: value for name, value in os.environ.items() if not re.match(r"ACADEMY_|PYTHON|VIRTUAL_ENV|PORT$", name)
    }
    return kept | settings
