"""Names of people who do not exist, as people of a country may be called: the same ones each time."""

from collections.abc import Iterator
from itertools import count
from zlib import crc32

_SPANISH = (
    (
        "Adela Bruno Carmina Darío Elvira Fermín Griselda Hilario Irma Jacinto Leonor Maximino Nieves Octavio Paloma "
        "Quintín Rosalía Saturnino Tamara Ulises Vilma Wilfredo Yesenia Zacarías"
    ),
    (
        "Abrego Bonilla Cifuentes Dubón Escalante Funes Galdámez Huezo Interiano Jovel Lemus Monterrosa Novoa Orellana "
        "Pineda Quirós Rivas Solórzano Tejada Umanzor Valladares Zeledón Cordón Arriaza Barrientos Chinchilla"
    ),
)
_ENGLISH = (
    "Avery Blair Corinne Desmond Elspeth Fergus Gwendolyn Harlan Imogen Jethro Keziah Lorne Maeve Nolan Odessa",
    "Ashdown Birchall Cadwell Dunmore Eastlake Fairbairn Garrick Holloway Inskip Jessamy Kettle Lanyon Merrick",
)
_FRENCH = (
    "Aïssatou Bakary Clémence Désiré Éloïse Fatoumata Gaspard Honorine Issa Joséphine Kader Léontine Moussa Nafissatou",
    "Badolo Coulibaly-Ray Dembélin Essombé Fofanah Gnassou Kabirou Lamizanet Mbengou Ndoyane Ouattaris Sawadogou",
)
_PORTUGUESE = (
    "Abílio Benedita Caetano Delfina Eurico Filomena Gaspar Hermínia Inácio Jacira Leopoldo Madalena Narciso Otília",
    "Abrantes Bettencourt Canavarro Damasceno Evangelista Figueirinha Guimarãis Junqueira Lacerda Mascarenhas Nazareth",
)
_ARABIC = (
    "أمينة بشير جمانة حسام خلود رائد زينب سامر شيماء طارق عبير غسان فرح كنان لمى مروان نورا هيثم ياسمين وائل",
    "البرادعي التازي الجزيري الحداوي الدباغين الرفاعين الزموري السباعين الشرقاوين الصباحي الطرابلسين العلوين الفاسين",
)
_POOLS = {
    **dict.fromkeys("MX GT HN SV NI CR PA DO CO PE AR UY ES".split(), _SPANISH),
    **dict.fromkeys("BZ CA US KE NG ZA ET RW IN PH".split(), _ENGLISH),
    **dict.fromkeys("SN CI BF CM HT FR".split(), _FRENCH),
    **dict.fromkeys("BR MZ CV PT".split(), _PORTUGUESE),
    **dict.fromkeys("MA TN DZ EG JO LB MR".split(), _ARABIC),
}


SPOKEN = {
    country: language
    for language, countries in {
        "ar": "MA TN DZ EG JO LB MR",
        "es": "MX ES CO AR PE UY GT HN SV NI CR PA DO",
        "fr": "SN CI BF CM HT FR RW",
        "pt": "BR PT MZ CV",
    }.items()
    for country in countries.split()
}
"""In which language people of a country are written to, where it is not English."""


def spoken_in(country: str) -> str:
    """Return the language of letters to people of a country."""
    return SPOKEN.get(country, "en")


def names_for(country: str) -> Iterator[tuple[str, str]]:
    """Go through given and family names for a country, two surnames in Spanish; the same order each time, no end."""
    given, family = (words.split() for words in _POOLS.get(country, _ENGLISH))
    is_spanish = _POOLS.get(country) is _SPANISH
    for number in count():
        first, second, third = (crc32(f"{country} {part} {number}".encode()) for part in range(3))
        surname, other = family[second % len(family)], family[third % len(family)]
        yield given[first % len(given)], f"{surname} {other}" if is_spanish and other != surname else surname
