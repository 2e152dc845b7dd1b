"""Nobody imports upward, and the academy has never met Flask: import-linter holds it, on what pyproject.toml says."""

import subprocess
import sys
import tomllib

from tests.house.sources import ROOT

CONTRACTS = {
    one["id"]: one
    for one in tomllib.loads(ROOT.joinpath("pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
}
FLOORS = [floor.replace("(", "").replace(")", "").split(" | ") for floor in CONTRACTS["floors"]["layers"]]
DOORS = {"app", "__main__", "site", "desk", "api", "cli", "jobs", "web"}


def test_the_contracts_hold() -> None:
    # In a process of its own: import-linter sets up logging and switches off every logger that exists already.
    lint = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    ended = subprocess.run(lint, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_every_floor_below_the_doors_is_kept_from_flask() -> None:
    below = {f"academy.{name}" for floor in FLOORS for name in floor} - {f"academy.{door}" for door in DOORS}
    assert set(CONTRACTS["flask"]["source_modules"]) == below
