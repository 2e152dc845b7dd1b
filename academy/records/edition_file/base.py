"""What the parts of an edition file are made of: texts, keys, codes, numbers, each checked."""

from collections.abc import Callable
from datetime import time
from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field, PlainSerializer

from academy.kit.countries import is_country
from academy.kit.languages import is_language
from academy.kit.refusals import Refusal
from academy.kit.slugs import is_slug
from academy.kit.texts import clean_line, clean_text
from academy.kit.words import N_
from academy.kit.zones import read_zone

STRICT = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)
"""Unknown members are mistakes and are refused."""


class MistakeError(ValueError):
    """What is wrong with a member, as a sentence that can be translated."""

    def __init__(self, refusal: Refusal) -> None:
        """Carry the sentence through pydantic."""
        super().__init__(str(refusal))
        self.refusal = refusal


def must(test: Callable[[str], bool], says: str) -> AfterValidator:
    """Return what refuses a text that fails a test, with this sentence."""

    def check(value: str) -> str:
        if not test(value):
            raise MistakeError(Refusal(says))
        return value

    return AfterValidator(check)


def cleaned(clean: Callable[[str], str]) -> AfterValidator:
    """Return what cleans a text, and refuses one that cannot be."""

    def check(value: str) -> str:
        try:
            return clean(value)
        except Refusal as refusal:
            raise MistakeError(refusal) from refusal

    return AfterValidator(check)


def _hours_and_minutes(value: time) -> str:
    return value.isoformat("minutes")


Key = Annotated[str, must(is_slug, N_("A key is a short name in lower case, such as “rcm-2021”."))]
Language = Annotated[str, must(is_language, N_("There is no such language."))]
Country = Annotated[str, must(is_country, N_("There is no such country; write an ISO 3166-1 code, such as “MX”."))]
ZoneName = Annotated[str, cleaned(lambda text: read_zone(text).name)]
Line = Annotated[str, cleaned(clean_line)]
Lines = dict[Language, Line]
Text = Annotated[str, cleaned(clean_text)]
Texts = dict[Language, Text]
Hour = Annotated[time, PlainSerializer(_hours_and_minutes)]
Address = Annotated[
    Line,
    must(lambda text: not text or text.startswith(("https://", "http://")), N_("An address begins with https://.")),
]
Number = Annotated[int, Field(gt=0, lt=1_000_000)]
