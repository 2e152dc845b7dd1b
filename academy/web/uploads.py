"""Files that come with a form and outlive its refusal, and files that are handed out.

A browser cannot fill an input for a file again. What came with a form that is refused is therefore kept, and a hidden
input of the page names it: `letter-kept` beside `letter`. `templates/parts/file_input.html` draws both.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from uuid import UUID

from flask import Response, g, request, send_file
from werkzeug.datastructures import FileStorage

from academy.files.actions import keep, remove
from academy.files.models import FileKind, Upload
from academy.files.queries import find_upload
from academy.files.rules import MEGABYTE, endings, kinds, media_type, most_megabytes
from academy.kit.refusals import Refusal
from academy.web.current import now
from academy.web.transactions import aside, db

_KEPT, _DROPPED = "-kept", "-dropped"
_HANDED_OUT = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
}


@dataclass(frozen=True, slots=True)
class Received:
    """What came with a form, by the names of its inputs; where a new file is refused, the one from before stays."""

    uploads: Mapping[str, Upload]
    refusals: Mapping[str, Refusal]


@dataclass(frozen=True, slots=True)
class FileAsked:
    """What an input for a file says; `file_input` of `templates/parts/file_input.html` draws it."""

    name: str
    kinds: str
    endings: str
    most: int
    """In megabytes."""
    kept: Upload | None
    error: str


def asked(field: str, accepted: frozenset[FileKind], kept: Upload | None = None, error: str = "") -> FileAsked:
    """Return what the input `field` says: what it accepts, what is kept from before, and what was wrong."""
    return FileAsked(field, kinds(accepted), ", ".join(endings(accepted)), most_megabytes(accepted), kept, error)


def received(field: str, owner: str, accepted: frozenset[FileKind], edition_id: int | None) -> Upload | None:
    """Return the file that came with the input `field`, or the one kept from before; None where there is neither.

    As `received_all`. A file that is refused is a Refusal for the input; `kept` then tells what is still there.
    """
    found = received_all({field: accepted}, owner, edition_id)
    for refusal in found.refusals.values():
        raise refusal
    return found.uploads.get(field)


def received_all(inputs: Mapping[str, frozenset[FileKind]], owner: str, edition_id: int | None) -> Received:
    """Keep what came with the inputs of a form, in a transaction of its own, and return it in the request's session.

    A view calls it before anything else: on SQLite nobody writes beside the request's own transaction, and that
    begins with the first use of `db()`. What must be known before (whose file, which edition) is read apart, with
    `database().reading()`. A file of the owner that is replaced, and was not referred to yet, goes.
    """
    new = {name: file for name in inputs if (file := request.files.get(name)) is not None and file.filename}
    refusals: dict[str, Refusal] = {}
    uids: dict[str, UUID] = {}
    if new:
        _check_is_first()
    for name, file in new.items():
        try:
            uids[name] = _kept_aside(name, file, owner, inputs[name], edition_id)
        except Refusal as refusal:
            refusal.field = name
            refusals[name] = refusal
    found = {name: find_upload(db(), uids[name], owner) if name in uids else kept(name, owner) for name in inputs}
    return Received({name: upload for name, upload in found.items() if upload is not None}, refusals)


def kept(field: str, owner: str) -> Upload | None:
    """Return the file that the form names as kept from before, if it is the owner's, and is still wanted."""
    uid = _named(field)
    return find_upload(db(), uid, owner) if uid is not None and not request.form.get(field + _DROPPED) else None


def content_of(file: FileStorage, accepted: frozenset[FileKind]) -> bytes:
    """Return the bytes of a file that came with a form; never more of it is read than may be accepted, and one."""
    return file.stream.read(most_megabytes(accepted) * MEGABYTE + 1)


def sent(upload: Upload, content: bytes) -> Response:
    """Hand out a file, to be saved under its name and never shown as a page of ours."""
    answer = send_file(
        BytesIO(content),
        mimetype=media_type(upload.name),
        as_attachment=True,
        download_name=upload.name,
        conditional=False,
        etag=False,
    )
    answer.headers.update(_HANDED_OUT)
    answer.headers["Content-Type"] = media_type(upload.name)  # of a text we do not know the coding
    return answer


def _check_is_first() -> None:
    if "db" in g and g.db.in_transaction():
        message = "files are received before the request's own transaction begins"
        raise RuntimeError(message)


def _kept_aside(
    field: str, file: FileStorage, owner: str, accepted: frozenset[FileKind], edition_id: int | None
) -> UUID:
    """Keep a file. What it replaces goes, where nothing refers to it."""
    content = content_of(file, accepted)
    with aside() as writing:
        upload = keep(writing, owner, file.filename or "", content, now(), accepted=accepted, edition_id=edition_id)
        before = _named(field)
        replaced = find_upload(writing, before, owner) if before is not None else None
        if replaced is not None and not replaced.is_claimed and replaced.id != upload.id:
            remove(writing, replaced)
        return upload.uid


def _named(field: str) -> UUID | None:
    with suppress(ValueError):
        return UUID(request.form.get(field + _KEPT, ""))
    return None
