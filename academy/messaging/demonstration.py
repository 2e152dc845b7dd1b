"""Two messages of the invented academy: one to be finished, and one that reminds by itself."""

from datetime import datetime, time

from sqlalchemy.orm import Session

from academy.editions.queries import find_edition
from academy.kit.translated import Translated
from academy.messaging.actions import MessageDraft, create_message, schedule
from academy.messaging.models import Occasion
from academy.messaging.queries import count_messages
from academy.messaging.rules import When

EDITION = "casablanca-2027"

_WELCOME = MessageDraft(
    name="Welcome to everybody in the programme",
    subject=Translated(
        en="{edition}: what to know before you travel",
        es="{edition}: lo que conviene saber antes de viajar",
        fr="{edition} : ce qu’il faut savoir avant de partir",
        pt="{edition}: o que saber antes de viajar",
        ar="{edition}: ما ينبغي معرفته قبل السفر",
    ),
    body=Translated(
        en="""Dear {honorific} {name},

thank you for being part of the academy: {dates}, {place}.

You stand in the programme with:

{items}

**Please look once more** whether hours and titles are right. The whole programme is here: {programme}

The organisers""",
        es="""Hola, {honorific} {name}:

Gracias por formar parte de la academia: {dates}, {place}.

Figura en el programa con:

{items}

**Compruebe una vez más** que las horas y los títulos son correctos. El programa completo está aquí: {programme}

La organización""",
        fr="""Bonjour {honorific} {name},

merci de faire partie de l’académie : {dates}, {place}.

Vous figurez au programme avec :

{items}

**Merci de vérifier encore une fois** les heures et les titres. Le programme complet est ici : {programme}

L’équipe d’organisation""",
        pt="""Olá, {honorific} {name},

agradecemos por fazer parte da academia: {dates}, {place}.

Consta no programa com:

{items}

**Verifique mais uma vez** se os horários e os títulos estão corretos. O programa completo está aqui: {programme}

A organização""",
        ar="""تحية طيبة {honorific} {name}،

نشكركم على مشاركتكم في الأكاديمية: {dates}، {place}.

تشاركون في البنود التالية من البرنامج:

{items}

**يرجى التحقق مرة أخرى** من صحة الأوقات والعناوين. البرنامج الكامل هنا: {programme}

فريق التنظيم""",
    ),
)

_REMINDER = MessageDraft(
    name="Reminder, three days before one’s own item",
    subject=Translated(
        en="Soon: your part in {edition}",
        es="Muy pronto: su participación en {edition}",
        fr="Bientôt : votre intervention, {edition}",
        pt="Em breve: a sua participação em {edition}",
        ar="قريباً: مشاركتكم في {edition}",
    ),
    body=Translated(
        en="""Dear {honorific} {name},

in three days it is your turn:

{items}

Place: {place}. Programme: {programme}""",
        es="""Hola, {honorific} {name}:

Dentro de tres días es su turno:

{items}

Lugar: {place}. Programa: {programme}""",
        fr="""Bonjour {honorific} {name},

c’est à vous dans trois jours :

{items}

Lieu : {place}. Programme : {programme}""",
        pt="""Olá, {honorific} {name},

daqui a três dias é a sua vez:

{items}

Local: {place}. Programa: {programme}""",
        ar="""تحية طيبة {honorific} {name}،

بعد ثلاثة أيام يحين دوركم:

{items}

المكان: {place}. البرنامج: {programme}""",
    ),
)


def write_samples(db: Session, now: datetime) -> list[str]:
    """Add the sample messages where the edition has no message at all; return the names of those that were added."""
    edition = find_edition(db, EDITION)
    if edition is None or count_messages(db, edition):
        return []
    create_message(db, edition, _WELCOME, now)
    reminder = create_message(db, edition, _REMINDER, now, rule={"role": ["programme.moderator", "programme.speaker"]})
    if edition.ends_on and now.date() < edition.ends_on:
        schedule(db, reminder, edition, When(Occasion.BEFORE_ITEM, hour=time(9), days=3, is_sure=True), now)
    return [_WELCOME.name, _REMINDER.name]
