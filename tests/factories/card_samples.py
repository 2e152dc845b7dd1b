"""Calls, cards and reviewers for the walk through all routes: one of each, in an edition or somebody's own."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.accounts.actions import create_account
from academy.accounts.models import Account, Grant
from academy.editions.models import Edition
from academy.files.actions import keep
from academy.files.rules import DOCUMENTS
from academy.kit.translated import Translated
from academy.people.models import Person
from academy.practices.calls import CallDraft, make_call
from academy.practices.content import CardContent
from academy.practices.models import (
    Call,
    CardFile,
    CardFileKind,
    CardState,
    CardText,
    CardVersion,
    Practice,
    Proposal,
    Review,
    Reviewer,
    VersionOrigin,
)
from tests.factories.files import PDF


def a_call(db: Session, edition: Edition, now: datetime) -> str:
    """A call for practices."""
    return make_call(db, edition, CallDraft(title=Translated(en="Walked")), now, f"walked-{edition.id}").slug


def a_sent_card(db: Session, edition: Edition, now: datetime) -> int:
    """A card that was sent in, with a document and a reviewer, for the call that was made before."""
    call = db.scalars(select(Call).where(Call.edition_id == edition.id).order_by(Call.id.desc())).first()
    assert call is not None
    upload = keep(db, f"walk:{edition.id}", "card.pdf", PDF, now, accepted=DOCUMENTS, edition_id=edition.id)
    card = Practice(
        slug=f"sent-{edition.id}",
        title="Sent in",
        language="en",
        created_at=now,
        changed_at=now,
        edition=edition,
        call=call,
        state=CardState.SUBMITTED,
        files=[CardFile(position=0, kind=CardFileKind.DOCUMENT, upload=upload)],
    )
    db.add(card)
    db.flush()
    content = CardContent("Sent in", {"objectives": "To walk."})
    db.add(CardText(practice=card, language="en", content=content, changed_at=now, is_original=True))
    db.add(CardVersion(practice=card, number=1, at=now, origin=VersionOrigin.AUTHOR, content=content))
    edited = CardContent("Sent in", {"objectives": "To walk on."})
    version = CardVersion(practice=card, number=2, at=now, origin=VersionOrigin.SECRETARIAT, content=edited)
    version.proposal = Proposal.OPEN
    db.add(version)
    judge = create_account(db, f"judge-{edition.id}@example.org", "Judge", now)
    db.add(Review(practice=card, reviewer=Reviewer(call=call, account=judge, created_at=now), asked_at=now))
    db.flush()
    return card.id


def a_card_file(db: Session, edition: Edition, _now: datetime) -> int:
    """The document of the card that was made last."""
    own = select(CardFile.id).join(Practice, Practice.id == CardFile.practice_id)
    return db.scalars(own.where(Practice.edition_id == edition.id).order_by(CardFile.id.desc())).first() or 0


def a_reviewer(db: Session, edition: Edition, _now: datetime) -> int:
    """The reviewer of the call that was made last."""
    own = select(Reviewer.id).join(Call, Call.id == Reviewer.call_id).where(Call.edition_id == edition.id)
    return db.scalars(own.order_by(Reviewer.id.desc())).first() or 0


def a_written_card(db: Session, account: Account, now: datetime) -> int:
    """A card that somebody writes."""
    row = Practice(slug=f"written-{account.id}", title="Walked", language="en", created_at=now, changed_at=now)
    row.person, row.state = db.get_one(Person, account.person_id), CardState.DRAFT
    db.add(row)
    db.flush()
    return row.id


def a_card_to_judge(db: Session, account: Account, now: datetime) -> int:
    """A card that somebody is asked to judge, in the edition in which they have a role, or else in the first one."""
    slug = f"judged-{account.id}"
    found = db.scalar(select(Practice.id).where(Practice.slug == slug))
    if found is not None:
        return found
    held = select(Grant.edition_id).where(Grant.account_id == account.id)
    edition = db.scalars(select(Edition).where(Edition.id.in_(held)).order_by(Edition.id)).first()
    edition = edition or db.scalars(select(Edition).order_by(Edition.slug)).first()
    assert edition is not None
    call = make_call(db, edition, CallDraft(title=Translated(en="Judged")), now, slug)
    upload = keep(db, f"judge:{account.id}", "card.pdf", PDF, now, accepted=DOCUMENTS, edition_id=edition.id)
    files = [CardFile(position=0, kind=CardFileKind.DOCUMENT, upload=upload)]
    card = Practice(slug=slug, title="Judged", language="en", created_at=now, changed_at=now, files=files)
    card.edition, card.call, card.state = edition, call, CardState.SUBMITTED
    db.add(Review(practice=card, reviewer=Reviewer(call=call, account=account, created_at=now), asked_at=now))
    db.flush()
    return card.id


def a_file_to_judge(db: Session, account: Account, now: datetime) -> int:
    """The document of that card."""
    number = a_card_to_judge(db, account, now)
    return db.scalars(select(CardFile.id).where(CardFile.practice_id == number)).one()
