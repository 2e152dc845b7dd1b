"""Translations of an edition's cards: what is there in which language, and all of a language for translators' tools."""

from collections.abc import Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from flask import Response, request

from academy.access import Can
from academy.desk.pages import page, part_of
from academy.desk.practices import bp
from academy.desk.sheets import handed
from academy.editions.queries import get_edition
from academy.kit.languages import is_language
from academy.kit.refusals import Unknown
from academy.kit.words import N_
from academy.practices.translation_files import to_files
from academy.practices.translation_lists import STANDINGS, Standing, counts, list_translations, narrowed
from academy.web.guard import Reply, requires
from academy.web.transactions import db

_ALL = "/editions/<edition_slug>/translations"


@bp.get(f"{_ALL}/")
@requires(Can.TRANSLATE)
def translations(edition_slug: str) -> Reply:
    """Show the cards of an edition by language, with how each stands."""
    found = get_edition(db(), edition_slug)
    languages, lines = list_translations(db(), found)
    chosen = _one_of(request.args.get("language", ""), languages)
    standing = _one_of(request.args.get("state", ""), [one.value for one in Standing])
    return page(
        "practices/translations",
        edition=found,
        languages=languages,
        shown=[chosen] if chosen else languages,
        counts=counts(lines, languages),
        standings=STANDINGS,
        chosen=chosen,
        standing=standing,
        is_anything=bool(lines),
        part=part_of(narrowed(lines, chosen, standing)),
    )


@bp.get(f"{_ALL}/<written>/xliff")
@requires(Can.TRANSLATE)
def translations_file(edition_slug: str, written: str) -> Response:
    """Hand out the cards that stand so in a language, each as a file for a translator's tool."""
    found = get_edition(db(), edition_slug)
    if not is_language(written):
        raise Unknown(N_("There is no language called “%(code)s”."), code=written[:40])
    _, lines = list_translations(db(), found)
    standing = _one_of(request.args.get("state", ""), [one.value for one in Standing])
    numbers = [one.number for one in narrowed(lines, written, standing)]
    return handed(_zipped(list(to_files(db(), numbers, written))), f"{found.slug}-{written}.zip", "application/zip")


def _zipped(files: Sequence[tuple[str, bytes]]) -> bytes:
    """Put files together; the same files are the same bytes."""
    whole = BytesIO()
    with ZipFile(whole, "w", ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(ZipInfo(name), content, ZIP_DEFLATED)
    return whole.getvalue()


def _one_of(asked: str, known: Sequence[str]) -> str:
    return asked if asked in known else ""
