"""The photographs and documents of a card: attached, described, put in order, removed.

Files are not claimed: that a card refers to them keeps them, and where a card goes they are swept away.
"""

import json
from dataclasses import dataclass, fields
from datetime import datetime
from hashlib import sha256

from sqlalchemy.orm import Session

from academy.files.actions import keep, remove
from academy.files.models import FileKind
from academy.files.pictures import Picture
from academy.files.rules import PAPERS
from academy.kit.refusals import Refusal, Stale, Unknown
from academy.kit.texts import clean_line
from academy.kit.translated import EMPTY, Translated
from academy.kit.words import N_
from academy.practices.models import CardFile, CardFileKind, Practice, Shown
from academy.practices.publishing import tell_readers
from academy.practices.writing import check_writable
from academy.trail.actions import record
from academy.trail.rules import facts

MOST = 12
"""Photographs of a card, and documents beside them."""

_LONGEST = 1_000
_TOO_MANY = {
    CardFileKind.PHOTO: N_("A card has at most %(most)s photographs. Remove one first."),
    CardFileKind.DOCUMENT: N_("A card has at most %(most)s documents. Remove one first."),
}


@dataclass(frozen=True, slots=True)
class Description:
    """What is said of a photograph, or of a document; as the columns of the same names."""

    alt: Translated = EMPTY
    caption: Translated = EMPTY
    credit: str = ""
    shown: Shown = Shown.UNSAID

    @classmethod
    def of(cls, file: CardFile) -> "Description":
        """Return what is said now."""
        return cls(**{field.name: getattr(file, field.name) for field in fields(cls)})

    @property
    def mark(self) -> str:
        """What a form carries of the description that it was opened with: another one has another mark."""
        return sha256(json.dumps(facts(self), sort_keys=True).encode()).hexdigest()[:24]


def attached(card: Practice, kind: CardFileKind) -> list[CardFile]:
    """Return the photographs or the documents of a card that is loaded whole, in their order."""
    return sorted((one for one in card.files if one.kind == kind), key=lambda one: one.position)


def get_file(card: Practice, number: int) -> CardFile:
    """Return a file of a card by its number; what is another card's does not exist."""
    found = next((one for one in card.files if one.id == number), None)
    if found is None:
        raise Unknown(N_("This file is not there any more."))
    return found


def attach_photo(
    db: Session, card: Practice, name: str, picture: Picture, now: datetime, *, always: bool = False
) -> CardFile:
    """Attach a photograph, which was prepared before the database is written, to a card that is loaded whole.

    The same one sent twice is attached once. `always`: in any state of the card, as organisers do.
    """
    _check(card, always=always)
    kind, accepted = CardFileKind.PHOTO, frozenset({FileKind.JPEG})
    known = _known(card, kind, picture.content)
    if known is not None:
        return known
    _check_room(card, kind)
    owner, of = _owner(card), card.edition_id
    large = keep(db, owner, name, picture.content, now, accepted=accepted, edition_id=of)
    small = keep(db, owner, name, picture.small, now, accepted=accepted, edition_id=of)
    file = CardFile(position=_last(card) + 1, kind=kind, upload=large, small=small)
    file.width, file.height = picture.width, picture.height
    return _added(db, card, file, now)


def attach_document(
    db: Session, card: Practice, name: str, content: bytes, now: datetime, *, always: bool = False
) -> CardFile:
    """Attach a document to a card that is loaded whole; the same one sent twice is attached once."""
    _check(card, always=always)
    kind = CardFileKind.DOCUMENT
    known = _known(card, kind, content)
    if known is not None:
        return known
    _check_room(card, kind)
    upload = keep(db, _owner(card), name, content, now, accepted=PAPERS, edition_id=card.edition_id)
    return _added(db, card, CardFile(position=_last(card) + 1, kind=kind, upload=upload), now)


def describe(
    db: Session,
    card: Practice,
    file: CardFile,
    said: Description,
    now: datetime,
    seen: str | None = None,
    *,
    always: bool = False,
) -> bool:
    """Say what a photograph shows, who took it, and whether those whom it shows agreed; tell whether that is new.

    `seen` is the mark of the description that the form was opened with: where somebody has saved another one since,
    it is Stale.
    """
    _check(card, always=always)
    before, after = Description.of(file), _clean(said)
    if after == before:
        return False
    if seen is not None and seen != before.mark:
        raise Stale(
            N_("Somebody else has changed this since you opened it. Nothing of yours is lost: compare and save again.")
        )
    for field in fields(after):
        setattr(file, field.name, getattr(after, field.name))
    _noted(db, card, "card.file_described", now, before=_told(before), after=_told(after))
    return True


def move_file(db: Session, card: Practice, file: CardFile, by: int, now: datetime, *, always: bool = False) -> None:
    """Let a file change places with the one before it (`by` is -1) or behind it (1) of its kind."""
    _check(card, always=always)
    own = attached(card, file.kind)
    place = own.index(file) + by
    if not 0 <= place < len(own):
        return
    file.position, own[place].position = own[place].position, file.position
    _noted(db, card, "card.file_moved", now, after={"kind": file.kind, "place": place + 1})


def remove_file(db: Session, card: Practice, file: CardFile, now: datetime, *, always: bool = False) -> None:
    """Take a file off a card; its bytes go as well."""
    _check(card, always=always)
    before = {"kind": file.kind, "file": file.upload.digest, **_told(Description.of(file))}
    uploads = [one for one in (file.small, file.upload) if one is not None]
    card.files.remove(file)
    db.flush()
    for upload in uploads:
        remove(db, upload)
    _noted(db, card, "card.file_removed", now, before=before)


def hide_photo(db: Session, card: Practice, file: CardFile, now: datetime) -> None:
    """Show a photograph to readers no more, since somebody whom it shows does not agree any longer: in any state."""
    said = Description.of(file)
    describe(db, card, file, Description(said.alt, said.caption, said.credit, Shown.NOT_ASKED), now, always=True)


def _check(card: Practice, *, always: bool) -> None:
    if not always:
        check_writable(card)


def _check_room(card: Practice, kind: CardFileKind) -> None:
    if len(attached(card, kind)) >= MOST:
        raise Refusal(_TOO_MANY[kind], most=MOST)


def _known(card: Practice, kind: CardFileKind, content: bytes) -> CardFile | None:
    digest = sha256(content).hexdigest()
    return next((one for one in attached(card, kind) if one.upload.digest == digest), None)


def _owner(card: Practice) -> str:
    return f"practice:{card.id}"


def _last(card: Practice) -> int:
    return max((one.position for one in card.files), default=-1)


def _added(db: Session, card: Practice, file: CardFile, now: datetime) -> CardFile:
    card.files.append(file)
    _noted(db, card, "card.file_added", now, after={"kind": file.kind, "file": file.upload.digest})
    return file


def _clean(said: Description) -> Description:
    return Description(
        alt=_clean_texts(said.alt, "alt"),
        caption=_clean_texts(said.caption, "caption"),
        credit=clean_line(said.credit, field="credit"),
        shown=said.shown,
    )


def _clean_texts(texts: Translated, field: str) -> Translated:
    return Translated({code: clean_line(text, most=_LONGEST, field=field) for code, text in texts.items()})


def _told(said: Description) -> dict[str, object]:
    """Return what stands in the record: who took a photograph is somebody, and can be removed where it stands."""
    return {"alt": said.alt, "caption": said.caption, "shown": said.shown}


def _noted(
    db: Session,
    card: Practice,
    act: str,
    now: datetime,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    card.changed_at = now
    db.flush()
    tell_readers(db, card, now)
    record(db, act, card, now, edition_id=card.edition_id, before=before or {}, after=after or {})
