"""A Chromium to test in: the one that the environment names, or an installed one."""

import os
import shutil

NAMED = "CHROMIUM"
"""Names the program."""

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_PLACES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


def find() -> str | None:
    """Find the program, or None where there is none."""
    return next(filter(None, map(shutil.which, (os.environ.get(NAMED, ""), *_NAMES, *_PLACES))), None)
