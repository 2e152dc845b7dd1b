"""A real server with the demonstration, and a browser."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests import chromium
from tests.benchmarks.load import Question
from tests.benchmarks.servers import free_port, wait_for

PROGRAM = Path(sys.executable).with_name("academy")


@dataclass(frozen=True, slots=True)
class Live:
    """A running installation: its address, and the folder of its data."""

    address: str
    folder: Path

    def __str__(self) -> str:
        return self.address


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """The program as `academy demo` sets it up and serves it, in processes of its own."""
    folder = tmp_path_factory.mktemp("installation")
    port = free_port()
    address = f"http://localhost:{port}"
    settings = {"ACADEMY_DATA": str(folder), "ACADEMY_PORT": str(port), "ACADEMY_BASE_URL": address}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ACADEMY_") and name != "PORT"}
    with (folder / "said").open("w") as said:
        process = subprocess.Popen([PROGRAM, "demo"], env=kept | settings, cwd=folder, stdout=said, stderr=said)
        try:
            wait_for(Question(port, "/en/"))
            yield Live(address, folder)
        finally:
            process.terminate()
            process.wait(30)


@pytest.fixture(scope="session")
def live(installation: Live) -> str:
    """The address of the running demonstration, without a slash at its end."""
    return installation.address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, or whichever was found; a missing one is a mistake here, since the marker leaves us out."""
    program = chromium.find()
    if program is None:
        pytest.fail("no Chromium was found; the tests marked `browser` need one")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser, live: str) -> Iterator[Page]:
    """A page of a fresh browser, to which addresses without a host are the installation's."""
    context = browser.new_context(base_url=live, locale="en-GB", viewport={"width": 1280, "height": 800})
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()
