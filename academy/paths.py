"""Where templates, translations and migrations lie: at the top of a checkout, or inside the installed wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).parent
_DATA = _PACKAGE / "_data" if (_PACKAGE / "_data").is_dir() else _PACKAGE.parent

TEMPLATES = _DATA / "templates"
TRANSLATIONS = _DATA / "translations"
MIGRATIONS = _DATA / "migrations"
STATIC = _PACKAGE / "static"
