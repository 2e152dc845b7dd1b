"""What cannot be is refused in words, beside its input; all that was typed stays in the form, nothing is written."""

from dataclasses import dataclass, field

import pytest

from academy.db.engine import Database
from academy.kit.languages import INTERFACE
from tests.conftest import Organiser
from tests.desk.forms import PageForm, errors_in, fill, main_form, said_above
from tests.desk.stored import CASABLANCA, RCM, everything

OVERRIDE = "\N{RIGHT-TO-LEFT OVERRIDE}"
PORTIONS = 4
MEGABYTE = "x" * 1024 * 1024
HTML = '<script>alert("x")</script>&amp;<b>"\''

NEW_EDITION = {"series": "rcm-workshops", "slug": "rcm-2027", "title-en": "Second workshop", "zone_name": "GMT-6"}
NEW_SLOT = {"title-en": "Talk", "day": "2021-08-26", "hours": "9-10", "title-es": "Charla", "about-en": "Two\r\nlines"}


@dataclass(frozen=True)
class Bad:
    """What is typed where, the input that the sentence stands beside ("" above all), and words of the sentence."""

    address: str
    facts: dict[str, str]
    beside: str
    says: str
    others: dict[str, str] = field(default_factory=dict)
    """What else is typed, and must stay."""


def edition(beside: str, says: str, **facts: str) -> Bad:
    return Bad("/desk/editions/new", facts, beside, says, NEW_EDITION)


def facts_of(beside: str, says: str, **facts: str) -> Bad:
    others = {"venue-en": "A new venue", "summary-en": "A **new** summary\r\n\r\nof two paragraphs"}
    return Bad(f"{RCM}/facts", facts, beside, says, others)


def slot(beside: str, says: str, **facts: str) -> Bad:
    return Bad(f"{RCM}/programme/new", {name.replace("__", "-"): text for name, text in facts.items()}, beside, says,
               NEW_SLOT)  # fmt: skip


NO_NAME = {f"name-{code}": "" for code in INTERFACE}
BAD = [
    edition("series", "Choose the series", series=""),
    edition("slug", "cannot stand in an address", slug="RCM 2027"),
    edition("slug", "cannot stand in an address", slug=""),
    edition("slug", "already", slug="rcm-2021"),
    edition("slug", "address of the program itself", slug="desk"),
    edition("slug", "at most 300", slug=MEGABYTE),
    Bad("/desk/editions/new", {"title-en": " \r\n "}, "title", "needs a title", NEW_EDITION),
    Bad("/desk/editions/new", {"title-en": MEGABYTE}, "title", "at most 300", NEW_EDITION),
    edition("starts_on", "not a day of the calendar", starts_on="2027-02-30"),
    edition("starts_on", "not a day of the calendar", starts_on=HTML),
    edition("starts_on", "not a day of the calendar", starts_on=MEGABYTE),
    edition("ends_on", "comes before the first day", starts_on="2027-03-02", ends_on="2027-03-01"),
    edition("starts_on", "no first day", ends_on="2027-03-01"),
    edition("starts_on", "1066", starts_on="1066-10-14"),
    edition("zone_name", "Mexico/Nowhere", zone_name="Mexico/Nowhere"),
    edition("zone_name", "", zone_name="../../etc/passwd"),
    edition("kind", "", kind="coronation"),
    facts_of("year", "", year="twenty"),
    facts_of("year", "", year="9" * 5000),
    facts_of("number", "", number="0"),
    facts_of("number", "", number="99999999999999999999"),
    facts_of("country", "", country="XX"),
    facts_of("online_url", "https://", online_url="javascript:alert(1)"),
    Bad(f"{RCM}/facts", {"summary-en": MEGABYTE}, "summary", "at most 20000", {"venue-en": "A new venue"}),
    slot("hours", "not an hour", hours="ninish"),
    slot("hours", "ends when it starts", hours="9-9"),
    slot("hours", "the end comes before the start", hours="10-9"),
    slot("hours", "", hours="\N{ARABIC-INDIC DIGIT NINE}" * 90),
    slot("day", "not a day of the calendar", day="2021-13-01"),
    slot("day", "1066", day="1066-10-14"),
    slot("capacity", "", capacity="many"),
    slot("capacity", "", capacity="-1"),
    slot("online_url", "https://", online_url="ftp://example.org"),
    slot("room", "", room="of-another-edition"),
    slot("title", "needs a title", title__en="", title__es=""),
    slot("about", "at most 20000", about__en=MEGABYTE),
    slot("roles-0-who", "at most 300", roles__0__who=MEGABYTE),
    slot("talks-0-who", "at most 20000", talks__0__who="a;" * 500_000),
    slot("talks", "needs a title", talks__0__who="Leandro Morais, professor"),
    slot("kind", "", kind="coronation"),
    slot("roles-0-kind", "", roles__0__who="Leandro Morais", roles__0__kind="juggler"),
    Bad("/desk/series/new", {"slug": "rcm-workshops"}, "slug", "already", {"name-en": "Other", "about-es": "Texto"}),
    Bad("/desk/series/new", {"name-en": ""}, "name", "needs a name", {"slug": "other", "acronym-fr": "ABC"}),
    Bad("/desk/series/rcm-workshops", NO_NAME, "name", "needs a name", {"about-en": "New"}),
    Bad("/desk/people/new", {"given": "", "family": ""}, "given", "at least one name", {"honorific-es": "Dra."}),
    Bad("/desk/people/new", {"given": MEGABYTE}, "given", "at most 300", {"family": "Peña"}),
    Bad("/desk/people/leandro-morais", {"given": "\x00\x07", "family": OVERRIDE}, "given", "at least one", {}),
    Bad("/desk/institutions/new", {"name-en": "\x00"}, "name", "needs a name", {"other_names": "A\r\nB"}),
    Bad("/desk/institutions/new", {"other_names": "ok\r\n" + "n" * 301}, "other_names", "at most 300",
        {"name-en": "Network"}),
    Bad("/desk/institutions/new", {"kind": "circus"}, "kind", "", {"name-en": "Network"}),
    Bad("/desk/practices/new", {"title": ""}, "title", "", {"country": "MX", "institution": "ilo"}),
    Bad("/desk/practices/new", {"title": MEGABYTE}, "title", "at most 300", {"country": "MX"}),
    Bad(f"{RCM}/quotas", {"rules-0-seats": "several"}, "rules-0-seats", "", {"rules-0-institution_type-en": "New"}),
    Bad(f"{RCM}/quotas", {"rules-0-level-en": MEGABYTE}, "rules-0-level", "at most", {"rules-0-seats": "7"}),
    Bad(f"{CASABLANCA}/lists", {"rooms-0-capacity": "-3"}, "rooms-0-capacity", "", {"rooms-1-name-en": "Blue room"}),
    Bad(f"{CASABLANCA}/lists", {"parts-0-name-en": MEGABYTE}, "parts-0-name", "at most", {"rooms-1-name-en": "Blue"}),
    Bad(f"{RCM}/note", {"sections-0-body-en": MEGABYTE}, "sections-0-body", "at most 20000",
        {"sections-1-body-en": "A first line\r\n\r\n- a list\r\n- of two"}),
    Bad(f"{RCM}/invitation", {"date_claims-0-stated": MEGABYTE}, "date_claims-0-stated", "at most 300",
        {"date_claims-0-source-en": "A page"}),
]  # fmt: skip


@pytest.mark.parametrize("start", range(PORTIONS))
def test_what_cannot_be_is_refused_beside_its_input(organiser: Organiser, demonstration: Database, start: int) -> None:
    before = everything(demonstration)
    for bad in BAD[start::PORTIONS]:
        refused(organiser, bad)
    assert everything(demonstration) == before


def refused(organiser: Organiser, bad: Bad) -> None:
    typed = {**bad.others, **bad.facts}
    answer = fill(organiser, bad.address, typed)
    assert answer.status_code == 422, (bad.address, sorted(bad.facts), answer.status_code)
    assert "Traceback" not in answer.text
    beside = errors_in(answer.text)
    assert bad.beside in beside, (beside, said_above(answer.text))
    assert bad.says in beside[bad.beside]
    assert beside[bad.beside]
    assert said_above(answer.text)
    kept_as_typed(main_form(answer.text), typed)


def kept_as_typed(form: PageForm, typed: dict[str, str]) -> None:
    for name, text in typed.items():
        kept = form.value(name)
        if kept != text:  # what was cleaned reads the same
            assert name not in {"kind", "room", "country"} or text not in form.values(name), name
            assert readable(kept) == readable(text) or text in NONE_OF_THE_CHOICES, (name, kept[:200])


NONE_OF_THE_CHOICES = {"coronation", "circus", "XX", "of-another-edition", "juggler"}


def readable(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable() and letter != OVERRIDE).strip()


@pytest.mark.parametrize("page", ["facts", "note", "invitation", "quotas", "lists", "programme/new"])
def test_html_is_kept_as_text_and_shown_as_text(organiser: Organiser, page: str) -> None:
    address = f"{RCM}/{page}"
    form = main_form(organiser.get(address).text)
    texts = [name for name, value in form.pairs if name.endswith("-en")]
    others = {"programme/new": {"hours": "9-10"}}.get(page, {})
    answer = fill(organiser, address, dict.fromkeys(texts, HTML) | others)
    assert answer.status_code == 303, errors_in(answer.text)
    assert "<script>alert" not in organiser.get(address).text
    for shown in (RCM, f"{RCM}/programme", "/en/rcm-2021/", "/en/rcm-2021/programme/", "/desk/"):
        text = organiser.get(shown).text
        assert "<script>alert" not in text, shown


def test_a_name_cannot_pretend_to_be_another_one(organiser: Organiser) -> None:
    typed = f"{OVERRIDE}Ana\x00\x1b[31m \N{ZERO WIDTH SPACE}Maria"
    assert fill(organiser, "/desk/people/new", {"given": typed, "family": "Peña\r\nRuiz"}).status_code == 303
    page = organiser.get("/desk/people/ana-31m-maria-pena-ruiz")
    assert page.status_code == 200
    form = main_form(page.text)
    assert (form.value("given"), form.value("family")) == ("Ana[31m Maria", "Peña Ruiz")


def test_more_than_is_accepted_is_said_to_be_too_large(organiser: Organiser, demonstration: Database) -> None:
    before = everything(demonstration)
    most = organiser.client.application.config["MAX_CONTENT_LENGTH"]
    answer = fill(organiser, f"{RCM}/facts", {"summary-en": "x" * (most + 1)})
    assert answer.status_code == 413
    assert "This is too large" in answer.text
    assert everything(demonstration) == before


def test_an_address_with_nonsense_is_a_page_all_the_same(organiser: Organiser) -> None:
    for address in ("/desk/people?page=", "/desk/institutions?page=", "/desk/people?search="):
        for value in ("0", "-1", "x", "9" * 5000, "\N{SUPERSCRIPT TWO}", "%00"):
            assert organiser.get(address + value).status_code == 200, (address, value[:9])


def test_a_day_in_the_address_may_be_none(organiser: Organiser) -> None:
    for page in ("new", "typed"):
        for day in ("2021-02-30", "<b>", "x" * 5000, "%00"):
            answer = organiser.get(f"{RCM}/programme/{page}?day={day}")
            assert (answer.status_code, "<b>" in answer.text) == (200, False), (page, day[:9])


def test_a_revision_that_is_none_breaks_nothing(organiser: Organiser) -> None:
    for number, revision in enumerate(("", "x", "9" * 5000, "-1", "1.5")):
        answer = fill(organiser, f"{RCM}/facts", {"revision": revision, "venue-en": f"New {number}"})
        assert answer.status_code in {303, 409}, revision[:9]


def test_half_a_form_is_refused_for_what_it_lacks(organiser: Organiser, demonstration: Database) -> None:
    """A program that leaves inputs out is told so, and not that somebody else was faster."""
    before = everything(demonstration)
    halves: dict[str, dict[str, object]] = {
        f"{RCM}/programme/new": {"roles-0-who": "Leandro Morais", "title-en": "Talk"},
        f"{RCM}/quotas": {"rules-9-institution_type-en": "Ministry"},
        f"{RCM}/invitation": {"organisers-9-institution": "ilo"},
        "/desk/institutions/new": {"name-en": "Network"},
    }
    for address, facts in halves.items():
        assert organiser.post(address, facts).status_code == 422, address
    assert everything(demonstration) == before
