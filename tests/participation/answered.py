"""Forms with questions, and people who register themselves."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from academy.editions.models import Edition
from academy.participation.actions import QuotaDraft, TypeDraft, write_quotas
from academy.participation.arriving import Beginning, begin
from academy.participation.forms import Option, QuestionDraft, list_questions, write_questions
from academy.participation.models import Entry, Question, QuestionKind, Registration, Scope
from academy.participation.queries import find_registration
from academy.trail.models import Entry as Told
from tests import factories
from tests.factories import LATER, words

FELLOWS = TypeDraft("fellows", words("Fellows"), Entry.OPEN)
EXPERTS = TypeDraft("experts", words("Experts"), Entry.APPROVAL)
LABOUR = TypeDraft("labour", words("Ministries of labour"), Entry.NOMINATION)
RULES = (
    QuotaDraft("fellows", Scope.EDITION),
    QuotaDraft("experts", Scope.COUNTRY, 2),
    QuotaDraft("labour", Scope.COUNTRY, 2),
)
EMAIL = "ana@example.org"


def question(slug: str, kind: QuestionKind = QuestionKind.LINE, **more: object) -> QuestionDraft:
    """A question that says what it must."""
    said: dict[str, object] = {"label": words(slug.capitalize()), "purpose": words(f"For {slug}."), **more}
    if kind in {QuestionKind.CHOICE, QuestionKind.SEVERAL}:
        said.setdefault("options", (Option("a", words("First")), Option("b", words("Second"))))
    return QuestionDraft(slug, kind, **said)  # type: ignore[arg-type]  # whatever a test says


def open_edition(db: Session, *drafts: QuestionDraft, published: bool = False, **more: Any) -> Edition:  # noqa: ANN401 (an EditionDraft's)
    """An edition in which fellows register themselves, experts with approval, and ministries are put forward."""
    edition = factories.edition(db, published=published, **more)
    write_quotas(db, edition, [FELLOWS, EXPERTS, LABOUR], RULES, LATER)
    if drafts:
        write_questions(db, edition, drafts, LATER)
    return edition


def begun(db: Session, edition: Edition, given: str = "Ana", email: str = EMAIL, kind: str = "fellows") -> Registration:
    """Somebody has begun to register."""
    said = Beginning(kind, given, "Peña", country="MX", once=f"{edition.id}{given}{kind}".encode().hex()[:60])
    made = begin(db, edition, email, "en", said, LATER)
    found = find_registration(db, edition, made.person)
    assert found is not None
    return found


def asked(db: Session, edition: Edition) -> dict[str, Question]:
    """The questions of the form, by short name."""
    return {one.slug: one for one in list_questions(db, edition)}


def entries(db: Session, act: str) -> list[Told]:
    """What the record has of an act, the oldest first."""
    query = select(Told).where(Told.act == act).options(selectinload(Told.values)).order_by(Told.id)
    return list(db.scalars(query))


def told(db: Session, act: str) -> dict[str, tuple[Any, Any]]:
    """What the newest entry of an act says, field by field."""
    return {one.field: (one.before, one.after) for one in entries(db, act)[-1].values}
