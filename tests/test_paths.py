"""Where templates, translations and migrations lie."""

from academy import paths


def test_everything_is_where_it_is_said_to_be() -> None:
    assert (paths.TEMPLATES / "layout").is_dir()
    assert (paths.MIGRATIONS / "env.py").is_file()
    assert paths.STATIC.is_dir()
    assert paths.TRANSLATIONS.name == "translations"
