"""What a wheel needs beyond the package: compiled catalogues, and what lies at the top level of the checkout."""

import os
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

TRAVELS = ("migrations", "templates", "translations")
"""Folders of the checkout that lie in `academy/_data` of a wheel; `academy/paths.py` finds them in either place."""


class DataHook(BuildHookInterface[BuilderConfig]):
    """Compiles the catalogues and takes the data along; an editable installation uses those of the checkout."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Do so for one wheel, `standard` or `editable`."""
        for source in sorted(Path(self.root, "translations").glob("*/LC_MESSAGES/*.po")):
            _compile(source)
        if version == "standard":
            # The compiled catalogues lie beside their sources by now: naming them again would pack them twice.
            for name in TRAVELS:
                build_data["force_include"][str(Path(self.root, name))] = f"academy/_data/{name}"


def _compile(source: Path) -> None:
    # Written aside first: whoever reads the catalogue meanwhile sees the old one or the new one, whole;
    # under a name of our own, since two builds may run at once.
    aside = source.with_suffix(f".mo.{os.getpid()}")
    with source.open("rb") as readable, aside.open("wb") as writable:
        write_mo(writable, read_po(readable))
    aside.replace(source.with_suffix(".mo"))
