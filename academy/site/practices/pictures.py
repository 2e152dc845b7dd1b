"""Photographs and documents of published cards, as readers get them."""

from uuid import UUID

from flask import Response, make_response, request

from academy.access import Can
from academy.files.actions import open_upload
from academy.files.models import FileKind, Upload
from academy.kit.refusals import Unknown
from academy.kit.words import N_
from academy.practices.attached import get_readable
from academy.practices.models import CardFileKind
from academy.site.practices import bp
from academy.web.guard import requires
from academy.web.transactions import db
from academy.web.uploads import sent

_FOR_A_YEAR = "public, max-age=31536000, immutable"
_ALWAYS_ASKED = "public, no-cache"


@bp.get("/practices/<slug>/pictures/<uuid:uid>.jpg")
@requires(Can.READ)
def picture(language: str, slug: str, uid: UUID) -> Response:  # noqa: ARG001 (stands in the address)
    """Show a photograph, large or small, that those whom it shows have agreed to."""
    return _handed(get_readable(db(), slug, uid, CardFileKind.PHOTO), _FOR_A_YEAR)


@bp.get("/practices/<slug>/documents/<uuid:uid>/<name>")
@requires(Can.READ)
def document(language: str, slug: str, uid: UUID, name: str) -> Response:  # noqa: ARG001
    """Hand out a document under its name."""
    upload = get_readable(db(), slug, uid, CardFileKind.DOCUMENT)
    if upload.name != name:
        raise Unknown(N_("There is no such file."))
    return _handed(upload, _ALWAYS_ASKED)


def shown(upload: Upload, content: bytes) -> Response:
    """Hand out a file; a photograph is shown, and not saved under its name."""
    answer = sent(upload, content)
    if upload.kind == FileKind.JPEG:
        answer.headers.pop("Content-Disposition", None)
    return answer


def _handed(upload: Upload, kept: str) -> Response:
    """Return a file with its mark; who has it already is told so, and its bytes are not read."""
    is_there = request.if_none_match.contains(upload.digest)
    answer = make_response("", 304) if is_there else shown(upload, open_upload(db(), upload))
    answer.headers["Cache-Control"] = kept
    answer.set_etag(upload.digest)
    return answer
