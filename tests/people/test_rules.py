"""How people are filed and recognised."""

import pytest

from academy.kit.translated import Translated
from academy.people.models import Institution, Person
from academy.people.rules import recognise_institution, recognise_person, sort_key_for, spellings, split_name
from tests.factories import words


@pytest.mark.parametrize(
    ("given", "family", "by_last", "key"),
    [
        ("José", "Loayza Pacheco", False, "Loayza Pacheco, José"),
        ("Ana", "Souza de Almeida", True, "Almeida, Ana Souza de"),
        ("Ana", "Almeida", True, "Almeida, Ana"),
        ("Luisa Fernanda", "", False, "Luisa Fernanda"),
        ("Luisa Fernanda", "", True, "Luisa Fernanda"),
        ("", "Xiaoming", False, "Xiaoming"),
    ],
)
def test_people_are_filed(given: str, family: str, key: str, *, by_last: bool) -> None:
    assert sort_key_for(given, family, by_last=by_last) == key


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("Edith Paredes", ("Edith", "Paredes")),
        ("José Loayza Pacheco", ("José", "Loayza Pacheco")),
        ("Luisa Fernanda Gómez Ruiz", ("Luisa Fernanda", "Gómez Ruiz")),
        ("Luisa", ("Luisa", "")),
        (" Luisa ", ("Luisa", "")),
        ("", ("", "")),
        ("Morais, Leandro", ("Leandro", "Morais")),
        ("María de la Cruz Peña", ("María", "de la Cruz Peña")),
        ("Ana Souza de Almeida", ("Ana Souza", "de Almeida")),
        ("De la Cruz Peña", ("De", "la Cruz Peña")),
    ],
)
def test_a_typed_name_is_split(typed: str, names: tuple[str, str]) -> None:
    assert split_name(typed) == names


@pytest.mark.parametrize(
    ("person", "name"),
    [
        (Person(slug="a", given="Ana", family="Peña"), "Ana Peña"),
        (Person(slug="b", given="Xiaoming", family="Wang", family_first=True), "Wang Xiaoming"),
        (Person(slug="c", given="Luisa Fernanda"), "Luisa Fernanda"),
        (Person(slug="d", given="", family="Wang", family_first=True), "Wang"),
    ],
)
def test_a_person_is_called(person: Person, name: str) -> None:
    assert person.name == name


ILO = Institution(
    slug="ilo",
    name=Translated(en="International Labour Organization", es="Organización Internacional del Trabajo"),
    acronym=Translated(en="ILO", es="OIT"),
    aliases=("Intl. Labour Office",),
)
IOM = Institution(slug="iom", name=words("International Organization for Migration"), acronym=words("IOM"))
OTHER_ILO = Institution(slug="ilo-2", name=words("Institute of Law and Order"), acronym=words("ILO"))


def test_an_institution_is_called_by_its_acronym_where_it_has_one() -> None:
    assert str(ILO.called("es")) == "OIT"
    assert ILO.called("fr").language == "en"
    assert str(Institution(slug="x", name=words("Ministry")).called("es")) == "Ministry"


@pytest.mark.parametrize(
    "typed",
    [
        "ILO",
        " oit ",
        "organizacion internacional del trabajo",
        "International Labour Organization (ILO)",
        "International Labour Organization (OIT)",
        "ILO.",
        "INTL. LABOUR OFFICE",
    ],
)
def test_an_institution_is_recognised(typed: str) -> None:
    assert recognise_institution(typed, [IOM, ILO]) is ILO


@pytest.mark.parametrize(
    "typed", ["", "ILOO", "Labour", "(X)", "IOM and ILO", "Ministry of Health (ILO)", "ILO Andean Office (ILO), Lima"]
)
def test_what_names_no_institution_names_none(typed: str) -> None:
    assert recognise_institution(typed, [IOM, ILO]) is None


def test_what_names_two_institutions_names_none() -> None:
    assert recognise_institution("ILO", [ILO, OTHER_ILO]) is None
    assert recognise_institution("OIT", [ILO, OTHER_ILO]) is ILO


def test_spellings_are_folded() -> None:
    assert "organizacion internacional del trabajo (oit)" in spellings(ILO)
    assert "intl. labour office" in spellings(ILO)
    assert len(spellings(IOM)) == 3


def test_a_person_is_recognised_by_the_name_used_or_listed() -> None:
    ana = Person(slug="ana", given="Ana", family="Peña", listed_name="Ana María Peña Ruiz")
    eva = Person(slug="eva", given="Eva", family="Gil")
    assert recognise_person("ANA PENA", [eva, ana]) is ana
    assert recognise_person("ana maria pena ruiz", [eva, ana]) is ana
    assert recognise_person("Ana", [eva, ana]) is None
    assert recognise_person("Ana Peña", [ana, Person(slug="ana-2", given="Ana", family="Pena")]) is None
