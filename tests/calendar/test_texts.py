"""What a calendar entry says in words."""

import pytest

from academy.agenda.models import Affiliation, Role, RoleKind, Room, Slot, Talk
from academy.calendar.texts import affiliation_line, description, directed_by, holder, holder_line, location
from academy.editions.models import Mode
from academy.kit.translated import Translated
from academy.people.models import Institution, Person
from tests.factories import loose_edition, loose_slot, words

HERE = loose_edition(zone_name="-06:00", zone_label="GMT-6", languages=("en", "es"))
ILO = Institution(slug="ilo", name=words("International Labour Organization"), acronym=Translated(en="ILO", es="OIT"))
UNESP = Institution(slug="unesp", name=words("São Paulo State University"))
ANA = Person(slug="ana", given="Ana", family="Peña", honorific=Translated(en="Dr", es="Dra."))


def role(**more: object) -> Role:
    return Role(**{"position": 0, "kind": RoleKind.SPEAKER, **more})  # type: ignore[arg-type]


def slot(**more: object) -> Slot:
    return loose_slot(HERE, 1, **more)


def test_an_entry_stands_alone() -> None:
    talk = Talk(position=0, title=words("Loom"))
    belongs = [
        Affiliation(position=0, post=words("Professor"), institution=UNESP),
        Affiliation(position=1, institution=ILO),
    ]
    made = slot(
        directed_by=ILO,
        about=words("**Why** it [matters](https://a.example)\n\n- one"),
        floor_languages=("es",),
        interpretation_languages=("en", "fr"),
        talks=[talk, Talk(position=1, title=words("Empty"))],
        roles=[
            role(person=ANA, affiliations=belongs),
            role(kind=RoleKind.MODERATOR, institution=ILO),
            role(talk=talk, placeholder=words("A weaver")),
        ],
    )
    assert description(made, "en", "https://academy.example.org/x").split("\n") == [
        "Workshop",
        "09:00–10:00 (GMT-6)",
        "Directed by ILO",
        "Dr Ana Peña, Professor, São Paulo State University; ILO",
        "International Labour Organization, Moderator",
        "• Loom — A weaver",
        "• Empty",
        "Languages: Spanish",
        "Interpretation: English, French",
        "Why it matters",
        "- one",
        "https://academy.example.org/x",
    ]


def test_what_is_unknown_is_left_out() -> None:
    assert description(slot(start=None, end=None), "en", "https://a.example/").split("\n") == [
        "Workshop",
        "https://a.example/",
    ]


def test_a_zone_without_a_label_is_named() -> None:
    made = loose_slot(loose_edition(), 1)
    assert "09:00–10:00 (America/Mexico_City)" in description(made, "en", "x")


def test_who_directs_is_said_as_printed() -> None:
    assert directed_by(slot(directed_by=ILO), "es") == "OIT"
    assert directed_by(slot(directed_by=UNESP), "es") == "São Paulo State University"
    assert directed_by(slot(directed_by=ILO, directed_as=words("The Office")), "es") == "The Office"
    assert directed_by(slot(), "en") == ""


@pytest.mark.parametrize(
    ("made", "line"),
    [
        (role(person=ANA), "Dra. Ana Peña"),
        (role(person=Person(slug="x", given="Luisa")), "Luisa"),
        (role(institution=ILO), "International Labour Organization"),
        (role(placeholder=words("High representative", es="Alto representante")), "Alto representante"),
    ],
)
def test_whoever_holds_a_role_is_named(made: Role, line: str) -> None:
    assert holder(made, "es") == line


def test_a_role_other_than_speaking_is_said() -> None:
    assert holder_line(role(person=ANA), "en") == "Dr Ana Peña"
    assert holder_line(role(person=ANA, kind=RoleKind.CHAIR), "en") == "Dr Ana Peña, Chair"


def test_affiliations_are_post_and_institution() -> None:
    assert affiliation_line(Affiliation(position=0, post=words("Head"), institution=ILO), "es") == "Head, OIT"
    assert affiliation_line(Affiliation(position=0, post=words("Head")), "en") == "Head"
    assert affiliation_line(Affiliation(position=0, institution=ILO), "en") == "ILO"


def test_a_place_is_one_line_without_repetition() -> None:
    puebla = loose_edition(venue=words("Campus"), city=words("Puebla"), country="MX")
    hall = Room(edition_id=1, slug="hall", position=0, name=words("Main Hall"))
    assert location(puebla, "es", hall) == "Main Hall, Campus, Puebla, México"
    assert location(puebla, "es") == "Campus, Puebla, México"
    assert location(loose_edition(venue=words("Singapore"), city=words("Singapore"), country="SG"), "en") == "Singapore"
    assert location(loose_edition(), "en") == ""


def test_online_is_a_place_where_there_is_no_other() -> None:
    assert location(loose_edition(mode=Mode.ONLINE), "en") == "Online"
    assert location(loose_edition(mode=Mode.ONLINE, city=words("Puebla")), "en") == "Puebla"
    assert location(loose_edition(mode=Mode.HYBRID), "en") == ""
