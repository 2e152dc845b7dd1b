"""The lock files hold what pyproject.toml asks for, and no address of anybody's index."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.sources import ROOT

PROJECT = tomllib.loads(ROOT.joinpath("pyproject.toml").read_text("utf-8"))
RUN = PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["build"]
DEVELOP = RUN + PROJECT["project"]["optional-dependencies"]["dev"]


@pytest.mark.parametrize(("lock", "wanted"), [("requirements.txt", RUN), ("requirements-dev.txt", DEVELOP)])
def test_each_dependency_is_locked_in_a_version_that_is_asked_for(lock: str, wanted: list[str]) -> None:
    pinned = pins(ROOT / lock)
    asked = [Requirement(line) for line in wanted]
    unmet = [
        str(one)
        for one in asked
        if not any(map(one.specifier.contains, pinned.get(canonicalize_name(one.name), set())))
    ]
    assert unmet == []


def test_what_develops_runs_the_same_versions() -> None:
    running, developing = pins(ROOT / "requirements.txt"), pins(ROOT / "requirements-dev.txt")
    assert {name: developing.get(name) for name in running} == running


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_a_lock_has_hashes_and_no_address(lock: str) -> None:
    text = ROOT.joinpath(lock).read_text("ascii")
    assert "://" not in text
    assert "--index" not in text
    entries = re.findall(r"^\w[^\\\n]*(?:\\\n.*)*", text, flags=re.MULTILINE)
    assert len(entries) > 40
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


def test_what_builds_the_wheel_is_what_is_locked() -> None:
    assert PROJECT["build-system"]["requires"] == PROJECT["dependency-groups"]["build"]


def pins(lock: Path) -> dict[str, set[str]]:
    """Versions by name; several where they differ by Python or system."""
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==([^\s;]+)", lock.read_text("ascii"), flags=re.MULTILINE):
        found.setdefault(canonicalize_name(name), set()).add(version)
    return found
