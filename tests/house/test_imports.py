"""Nobody imports upward, and the academy has never met Flask: import-linter holds it, on what pyproject.toml says."""

import tomllib

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from tests.house.sources import ROOT

CONTRACTS = {
    one["id"]: one
    for one in tomllib.loads(ROOT.joinpath("pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
}
FLOORS = [floor.replace("(", "").replace(")", "").split(" | ") for floor in CONTRACTS["floors"]["layers"]]
DOORS = {"app", "__main__", "site", "desk", "api", "cli", "jobs", "web"}


def test_the_contracts_hold() -> None:
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_logo=True) == EXIT_STATUS_SUCCESS


def test_every_floor_below_the_doors_is_kept_from_flask() -> None:
    below = {f"academy.{name}" for floor in FLOORS for name in floor} - {f"academy.{door}" for door in DOORS}
    assert set(CONTRACTS["flask"]["source_modules"]) == below
