"""What README.md says is so."""

import re
from dataclasses import fields
from pathlib import Path

import click

from academy.cli import academy
from academy.config import Config
from tests.run import ROOT

README = (ROOT / "README.md").read_text("utf-8")


def test_every_setting_is_explained() -> None:
    named = set(re.findall(r"^\| `(ACADEMY_\w+)` \|", README, re.MULTILINE))
    assert named == {f"ACADEMY_{setting.name.upper()}" for setting in fields(Config)}


def test_every_command_is_listed_and_exists() -> None:
    listed = re.findall(r"^    academy ([a-z]+)(?: ([a-z]+))?", README, re.MULTILINE)
    for name, below in listed:
        command = academy.commands[name]
        if isinstance(command, click.Group):
            assert below in command.commands, (name, below)
    assert {name for name, _ in listed} == set(academy.commands)


def test_the_commands_of_make_exist() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in set(re.findall(r"make (\w+)", README)) - {"test", "run"} | {"test", "run"}:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_pictures_and_files_are_there() -> None:
    for path in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / path).is_file(), path
    for path in re.findall(r"`((?:academy|templates|tests)/[\w/.]+)`", README):
        assert Path(ROOT / path).exists(), path
