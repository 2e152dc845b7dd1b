"""Rows of a spreadsheet with nominations: which column is what, and whom a row puts forward. No database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

from academy.kit.countries import country_names
from academy.kit.languages import INTERFACE, name_in
from academy.kit.refusals import Refusal
from academy.kit.sheets import Row
from academy.kit.texts import folded
from academy.kit.words import N_
from academy.participation.models import InstitutionType
from academy.participation.nominating import Nominee
from academy.people.rules import split_name

FIELDS: dict[str, str] = {
    "given": N_("Given names"),
    "family": N_("Family names"),
    "name": N_("Whole name"),
    "email": N_("E-mail address"),
    "language": N_("Language of letters"),
    "country": N_("Country"),
    "type": N_("Institution type"),
    "institution": N_("Institution"),
    "post": N_("Post"),
    "rank": N_("Order"),
}
"""What a column may hold, and what that is called."""

_LABELS: dict[str, str] = {
    "given": "given names|given name|first name|first names|forename|nombre|nombres|nombre de pila|prénom|prénoms|nome|"
    "nomes|nome próprio|الاسم الأول|الاسم الشخصي",
    "family": "family name|family names|last name|last names|surname|surnames|apellido|apellidos|nom|nom de famille|"
    "sobrenome|sobrenomes|apelido|اسم العائلة|النسب|اللقب العائلي",
    "name": "name|full name|participant|nominee|delegate|nombre completo|nombre y apellidos|nombres y apellidos|"
    "participante|nom complet|nom et prénom|nom et prénoms|prénom et nom|nome completo|الاسم|الاسم الكامل|المشارك",
    "email": "e-mail|email|e-mail address|email address|mail|correo|correo electrónico|courriel|adresse électronique|"
    "adresse e-mail|correio eletrônico|correio eletrónico|endereço eletrônico|البريد الإلكتروني|البريد",
    "language": "language|language of letters|idioma|lengua|langue|língua|اللغة",
    "country": "country|country represented|país|pais|pays|البلد|الدولة|دولة",
    "type": "institution type|type of institution|type|category|tipo de institución|tipo|categoría|type d’institution|"
    "type d'institution|catégorie|tipo de instituição|categoria|نوع المؤسسة|الفئة",
    "institution": "institution|organisation|organization|ministry|institución|organización|ministerio|entidad|"
    "ministère|instituição|organização|ministério|المؤسسة|المنظمة|الوزارة|الجهة",
    "post": "post|position|title|job title|function|cargo|puesto|función|poste|fonction|função|الوظيفة|المنصب|الصفة",
    "rank": "order|rank|priority|orden|prioridad|ordre|rang|priorité|ordem|prioridade|الترتيب|الأولوية",
}
_KNOWN = {folded(label): name for name, labels in _LABELS.items() for label in labels.split("|")}


@dataclass(frozen=True, slots=True)
class Words:
    """What an edition's countries and institution types may be called, folded, and what each stands for."""

    countries: Mapping[str, str]
    types: Mapping[str, InstitutionType]


@dataclass(frozen=True, slots=True)
class Read:
    """Whom a row puts forward."""

    number: int
    nominee: Nominee
    kind: InstitutionType
    country: str | None


def known(label: str) -> str | None:
    """Return the field that a column's label stands for, in any of our languages; None where it is not known."""
    return _KNOWN.get(folded(label).strip(" :.*()"))


def words_of(types: Sequence[InstitutionType], labels: Mapping[str, str]) -> Words:
    """Return what types and countries are called; `labels` are the edition's own, by text, for countries' codes."""
    countries = {folded(name): code for language in INTERFACE for code, name in country_names(language).items()}
    countries |= {folded(code): code for code in country_names("en")}
    countries |= {folded(text): code for text, code in labels.items()}
    kinds = {folded(text): one for one in types for text in (one.slug, *one.name.values())}
    return Words(countries, kinds)


def read_row(row: Row, columns: Mapping[int, str], words: Words, kind: InstitutionType | None) -> Read:
    """Return whom a row puts forward; refuse it with what is wrong and in which column (`field`).

    `kind` is the institution type of rows that name none.
    """
    said = {name: row.cells[column] for column, name in columns.items() if column < len(row.cells)}
    given, family = said.get("given", ""), said.get("family", "")
    if not (given or family) and said.get("name"):
        given, family = split_name(said["name"])
    if not (given or family):
        raise Refusal(N_("There is no name in this row."), field="name")
    nominee = Nominee(
        given=given,
        family=family,
        email=_email(said.get("email", "")),
        language=read_language(said.get("language", "")),
        post=said.get("post", ""),
        institution_name=said.get("institution", ""),
        rank=_rank(said.get("rank", "")),
    )
    return Read(
        row.number, nominee, read_type(said.get("type", ""), words, kind), read_country(said.get("country", ""), words)
    )


def _email(text: str) -> str:
    if not text:
        return ""
    try:
        return validate_email(text, check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise Refusal(N_("“%(text)s” is not an e-mail address."), text=text[:80], field="email") from error


def read_language(text: str) -> str:
    """Return the language of letters that a text names, in any of our languages; empty where it names none."""
    if not text:
        return ""
    wanted = folded(text)
    for code in INTERFACE:
        if wanted == code or wanted in {folded(name_in(code, spoken)) for spoken in INTERFACE}:
            return code
    raise Refusal(N_("Letters are not written in “%(text)s”."), text=text[:40], field="language")


def read_country(text: str, words: Words) -> str | None:
    """Return the code of the country that a text names; refuse a text that names none that is known."""
    if not text:
        return None
    code = words.countries.get(folded(text))
    if code is None:
        raise Refusal(N_("“%(text)s” is not a country that is known here."), text=text[:60], field="country")
    return code


def read_type(text: str, words: Words, kind: InstitutionType | None) -> InstitutionType:
    """Return the institution type that a text names, or `kind` where there is no text; refuse where it is neither."""
    found = words.types.get(folded(text)) if text else kind
    if found is None and text:
        raise Refusal(N_("“%(text)s” is none of the edition’s institution types."), text=text[:80], field="type")
    if found is None:
        raise Refusal(N_("This row names no institution type. Choose one for all rows that name none."), field="type")
    return found


def _rank(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 10_000):  # noqa: PLR2004 (an order of people)
        raise Refusal(N_("“%(text)s” is no place in an order."), text=text[:20], field="rank")
    return int(text)
