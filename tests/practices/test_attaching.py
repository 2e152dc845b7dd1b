"""Photographs and documents of a card: kept without doubles, described, ordered, removed, shown with consent alone."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from academy.db.engine import Database
from academy.files.actions import open_upload, sweep
from academy.files.models import FileKind, Upload
from academy.files.pictures import prepared
from academy.kit.refusals import Refusal, Stale, Unknown
from academy.kit.translated import EMPTY, Translated
from academy.practices.attached import get_readable, small_width
from academy.practices.attaching import (
    MOST,
    Description,
    attach_document,
    attached,
    describe,
    get_file,
    hide_photo,
    move_file,
    remove_file,
)
from academy.practices.models import CardFileKind, Practice, Shown
from academy.practices.queries import find_card
from academy.practices.rules import is_publishable
from academy.practices.writing import submit
from academy.trail.models import Entry
from tests.factories import LATER, edition
from tests.factories.statements import asked_of
from tests.practices.carded import a_call, a_card
from tests.practices.pictured import PDF, a_document, a_photo, a_shown_photo, photo
from tests.practices.published import a_published_card

SAID = Description(alt=Translated(fr="Une cour"), credit="Issa Diallo", shown=Shown.AGREED)


def published(db: Session) -> Practice:
    """A card that readers read."""
    return a_published_card(db, a_call(db, edition(db, published=True)))


def uploads(db: Session) -> int:
    """How many files there are."""
    return db.scalar(select(func.count()).select_from(Upload)) or 0


def test_a_photograph_is_kept_large_and_small_with_its_size(db: Session) -> None:
    card = a_card(db)
    a_photo(db, card, name="../Métier.PNG")
    db.expire_all()
    again = find_card(db, card.id)
    assert again is not None
    (file,) = attached(again, CardFileKind.PHOTO)
    assert (file.width, file.height, small_width(file), file.shown) == (640, 400, 480, Shown.UNSAID)
    assert (file.upload.name, file.upload.kind, file.upload.owner) == (
        "Métier.jpg",
        FileKind.JPEG,
        f"practice:{card.id}",
    )
    picture = prepared(photo())
    assert open_upload(db, file.upload) == picture.content
    assert file.small is not None
    assert open_upload(db, file.small) == picture.small
    assert not is_publishable(file)


def test_the_same_file_sent_twice_is_attached_once(db: Session) -> None:
    card = a_card(db)
    assert a_photo(db, card) is a_photo(db, card, name="again.jpg")
    assert a_document(db, card) is a_document(db, card)
    assert (len(card.files), uploads(db)) == (2, 3)


def test_a_thirteenth_photograph_is_refused_and_documents_are_counted_apart(db: Session) -> None:
    card = a_card(db)
    for number in range(MOST):
        a_photo(db, card, f"hsl({30 * number}, 100%, 50%)")
    with pytest.raises(Refusal, match="at most 12 photographs"):
        a_photo(db, card, "white")
    for number in range(MOST):
        a_document(db, card, content=PDF + bytes([number]))
    with pytest.raises(Refusal, match="at most 12 documents"):
        a_document(db, card, content=PDF)
    assert len(card.files) == 2 * MOST


@pytest.mark.parametrize("content", [b"", b"<html>", photo(), b"%PDF-" + b"0" * 20 * 1024 * 1024])
def test_a_document_of_another_kind_or_too_large_is_refused(db: Session, content: bytes) -> None:
    card = a_card(db)
    with pytest.raises(Refusal):
        attach_document(db, card, "report.pdf", content, LATER)
    assert (card.files, uploads(db)) == ([], 0)


def test_files_stay_as_long_as_their_card_and_go_with_it(db: Session) -> None:
    card = a_card(db)
    a_photo(db, card)
    assert sweep(db, LATER + timedelta(days=2)) == 0
    db.delete(card)
    db.flush()
    assert sweep(db, LATER + timedelta(days=2)) == 2
    assert uploads(db) == 0


def test_what_is_said_of_a_photograph_decides_whether_readers_see_it(db: Session) -> None:
    card = a_card(db)
    file = a_photo(db, card)
    assert describe(db, card, file, SAID, LATER)
    assert is_publishable(file)
    assert not describe(db, card, file, SAID, LATER, seen="of long ago")
    for change in (Description(shown=Shown.AGREED), Description(alt=SAID.alt, shown=Shown.NOT_ASKED)):
        describe(db, card, file, change, LATER)
        assert not is_publishable(file)


def test_whoever_describes_over_anothers_words_is_told(db: Session) -> None:
    card = a_card(db)
    file = a_photo(db, card)
    opened = Description.of(file).mark
    describe(db, card, file, SAID, LATER, opened)
    with pytest.raises(Stale):
        describe(db, card, file, Description(credit="Awa"), LATER, opened)
    assert describe(db, card, file, Description(credit="Awa"), LATER, Description.of(file).mark)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (Description(alt=Translated(fr="x" * 1_001)), "alt"),
        (Description(caption=Translated(fr="x" * 1_001)), "caption"),
        (Description(credit="x" * 301), "credit"),
    ],
)
def test_what_is_too_long_is_said_beside_its_input(db: Session, said: Description, field: str) -> None:
    card = a_card(db)
    file = a_photo(db, card)
    with pytest.raises(Refusal) as refused:
        describe(db, card, file, said, LATER)
    assert refused.value.field == field


def test_files_change_places_within_their_kind(db: Session) -> None:
    card = a_card(db)
    first, paper, second = a_photo(db, card), a_document(db, card), a_photo(db, card, "red")
    move_file(db, card, second, -1, LATER)
    assert attached(card, CardFileKind.PHOTO) == [second, first]
    move_file(db, card, second, -1, LATER)  # the first one has nowhere to go
    move_file(db, card, paper, 1, LATER)
    db.expire_all()
    again = find_card(db, card.id)
    assert again is not None
    assert [one.id for one in attached(again, CardFileKind.PHOTO)] == [second.id, first.id]


def test_a_removed_photograph_takes_its_bytes_with_it(db: Session) -> None:
    card = a_card(db)
    file, other = a_shown_photo(db, card), a_photo(db, card, "red")
    remove_file(db, card, file, LATER)
    assert (card.files, uploads(db)) == ([other], 2)
    with pytest.raises(Unknown):
        get_file(card, file.id)
    entry = db.scalars(select(Entry).where(Entry.act == "card.file_removed")).one()
    assert entry.thing_id == card.id


def test_a_card_that_was_sent_in_is_left_alone_but_consent_can_be_taken_back(db: Session) -> None:
    card = a_card(db)
    file = a_shown_photo(db, card)
    submit(db, card, LATER)
    for act in (
        lambda: a_photo(db, card, "red"),
        lambda: a_document(db, card),
        lambda: describe(db, card, file, SAID, LATER),
        lambda: move_file(db, card, file, 1, LATER),
        lambda: remove_file(db, card, file, LATER),
    ):
        with pytest.raises(Refusal, match="sent in"):
            act()
    hide_photo(db, card, file, LATER)
    assert (file.shown, file.alt["fr"]) == (Shown.NOT_ASKED, "Un métier à tisser dans une cour")
    assert a_photo(db, card, "red", always=True).position == 1


def test_readers_get_what_is_published_and_agreed_to_and_nothing_else(db: Session) -> None:
    card = published(db)
    file, hidden = a_shown_photo(db, card, always=True), a_photo(db, card, "red", always=True)
    paper = a_document(db, card, always=True)
    kind = CardFileKind.PHOTO
    assert file.small is not None
    assert get_readable(db, card.slug, file.upload.uid, kind) == file.upload
    assert get_readable(db, card.slug, file.small.uid, kind) == file.small
    assert get_readable(db, card.slug, paper.upload.uid, CardFileKind.DOCUMENT) == paper.upload
    no = [
        (card.slug, hidden.upload.uid),
        (card.slug, paper.upload.uid),
        (card.slug, uuid4()),
        ("other", file.upload.uid),
    ]
    for slug, uid in no:
        with pytest.raises(Unknown):
            get_readable(db, slug, uid, kind)
    card.published_at = None
    db.flush()
    with pytest.raises(Unknown):
        get_readable(db, card.slug, file.upload.uid, kind)


def test_a_photograph_is_found_with_one_question(database: Database) -> None:
    with database.writing() as db:
        file = a_shown_photo(db, published(db), always=True)
        uid = file.upload.uid
    with database.reading() as db, asked_of(database) as asked:
        found = get_readable(db, "loom", uid, CardFileKind.PHOTO)
        assert (found.name, found.kind) == ("loom.jpg", FileKind.JPEG)
    assert len(asked) == 1


def test_what_a_form_carries_knows_one_description_from_another() -> None:
    marks = {one.mark for one in (SAID, Description(), Description(alt=SAID.alt), Description(alt=EMPTY, credit="x"))}
    assert len(marks) == 4
