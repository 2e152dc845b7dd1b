"""Two translators begin the same translation at the same moment: one is told, and nothing is written over."""

from threading import Barrier, Thread

from academy.db.engine import Database
from academy.kit.refusals import Stale
from academy.practices.content import CardContent
from academy.practices.queries import find_card, find_text
from academy.practices.translating import Seen, TranslationDraft, save_translation
from tests.factories import LATER
from tests.practices.carded import a_sent_card


def test_one_of_two_who_begin_at_once_is_told(database: Database) -> None:
    with database.writing() as db:
        number = a_sent_card(db).id
    start, ends = Barrier(2), list[str]()

    def begin(title: str) -> None:
        start.wait()
        try:
            with database.writing() as db:
                card = find_card(db, number, locked=True)
                assert card is not None
                draft = TranslationDraft(CardContent(title, {}), title)
                save_translation(db, card, "ar", draft, LATER, Seen(0, None))
            ends.append(title)
        except Stale:
            ends.append("told")

    both = [Thread(target=begin, args=(name,)) for name in ("Hala", "Samir")]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert ends.count("told") == 1
    (winner,) = (name for name in ends if name != "told")
    with database.reading() as db:
        card = find_card(db, number)
        assert card is not None
        text = find_text(db, card, "ar")
    assert text is not None
    assert (text.content.title, text.revision) == (winner, 1)
