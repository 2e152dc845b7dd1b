"""What the template asks, left standing in an answer: pointed out, never removed."""

import re

from academy.kit.texts import folded
from academy.practices.reading.lines import plain

_ASKED = {
    "en": r"(?:please\s+)?(?:briefly\s+)?(?:explain|describe|indicate|specify|mention|summari[sz]e|attach|elaborate on"
    r"|outline (?:the|your)|list (?:the|all|your)|state (?:the|your|how|what|who))\b|please\b",
    "es": r"(?:por favor,?\s+)?(?:brevemente\s+)?(?:expli(?:car|que|quen)|descri(?:bir|ba|ban)|indi(?:car|que|quen)"
    r"|especifi(?:car|que|quen)|mencion(?:ar|e|en)|detall(?:ar|en)|enumer(?:ar|e|en)|senal(?:ar|e|en)"
    r"|resum(?:ir|a|an)|adjunt(?:ar|e|en))\b|por favor\b|sirvase\b",
    "fr": r"(?:expliqu(?:er|ez)|decri(?:re|vez)|indiqu(?:er|ez)|precis(?:er|ez)|mentionn(?:er|ez)|enumer(?:er|ez)"
    r"|detaill(?:er|ez)|resum(?:er|ez)|joi(?:ndre|gnez)|present(?:ez))\b|veuillez\b|merci (?:de|d)\b|priere de\b",
    "pt": r"(?:por favor,?\s+)?(?:expli(?:car|que|quem)|descrev(?:er|a|am)|indi(?:car|que|quem)"
    r"|especifi(?:car|que|quem)|mencion(?:ar|e|em)|detalh(?:ar|e|em)|enumer(?:ar|e|em)|list(?:ar|e)"
    r"|resum(?:ir|a|am)|anex(?:ar|e|em))\b|favor\b",
    "ar": r"(?:يرجي|يرجى|الرجاء|(?:اشرح|صف|اذكر|وضح|حدد|ارفق|لخص)(?:وا|ي)?|بينوا|عددوا)\b",
}
_OPENING = re.compile(rf"[\W_]*(?:{'|'.join(_ASKED.values())})")
_HOLDERS = re.compile(
    r"(?:click|tap) (?:or tap )?here to (?:enter|add)|haga clic (?:o pulse )?aqui|cliquez (?:ou appuyez )?ici"
    r"|clique (?:ou toque )?aqui|انقر (?:او اضغط )?هنا"
    r"|\(?(?:max(?:imum|imo|imal|\.)?|up to|hasta|jusqu'?a|ate|at most|como maximo|no maximo)\s+(?:de\s+)?\d{2,4}\s+"
    r"(?:words|palabras|mots|palavras|كلمة)"
)
_SENTENCE = re.compile(r".{0,300}?(?:[.!?؟:](?=\s|$)|$)", re.DOTALL)
_LONGEST = 300


def find_instructions(text: str) -> list[str]:
    """Return the sentences of a field that read like what the template asks: how its paragraphs open, and placeholders.

    >>> find_instructions("Explain the main results. Forty families joined.")
    ['Explain the main results.']
    """
    found = []
    for paragraph in text.split("\n"):
        said = plain(paragraph)
        start = _OPENING.match(folded(said[:_LONGEST]))
        if start or _HOLDERS.search(folded(said[:_LONGEST])):
            sentence = _SENTENCE.match(said)
            found.append((sentence[0] if sentence and sentence[0] else said[:_LONGEST]).strip())
    return found
