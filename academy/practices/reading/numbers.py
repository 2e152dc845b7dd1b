"""Numbers as they are printed: dots, commas and blanks mean different things in different languages."""

import re
import unicodedata
from dataclasses import dataclass

_THOUSANDS = {"en": ",", "ar": ",", "es": ".", "fr": ".", "pt": "."}
_BLANKS = "[ \u00a0\u202f\u2009'’٬]"
_MONEY = r"(?:(?:[A-Z]{2,3}\s?)?[$€£¥₹]|[A-Z]{3}(?=[\s\d]))?"
_UNIT = r"(?:%|٪|[$€£]|[A-Z]{3})?"
_PRINTED = re.compile(
    rf"{_MONEY}\s?(?P<sign>[-+−–]?)\s?{_MONEY}\s?(?P<body>\d(?:[\d.,٫{_BLANKS[1:-1]}]*\d)?)\s?{_UNIT}"
)
_GROUPED = re.compile(rf"\d{{1,3}}(?:{_BLANKS}\d{{3}})+(?P<rest>[.,٫]\d+)?")
_LONGEST = 40
_GROUP = 3


@dataclass(frozen=True, slots=True)
class Number:
    """What a printed number says: None where it is none, or where it may be `thousands` or a decimal number."""

    value: int | float | None = None
    thousands: int | None = None

    @property
    def is_doubtful(self) -> bool:
        """Whether it is a number, but not surely which."""
        return self.value is None and self.thousands is not None


def read_number(printed: str, language: str) -> Number:
    """Return what a cell says as a number, as the cell's language prints numbers; signs of money and % do not count.

    Where there are two ways to read it, the language must group thousands so; otherwise the number is in doubt.

    >>> read_number("74.004", "es").value, read_number("74,004", "en").value, read_number("3,5", "en").value
    (74004, 74004, 3.5)
    >>> read_number("74,004", "es").is_doubtful
    True
    """
    text = _western(printed.strip())
    found = _PRINTED.fullmatch(text) if 0 < len(text) <= _LONGEST else None
    if found is None:
        return Number()
    number = _body(found["body"], language)
    if found["sign"] in {"-", "−", "–"} and found["sign"]:
        return Number(None if number.value is None else -number.value, _negative(number.thousands))
    return number


def is_number(printed: str) -> bool:
    """Tell whether a cell holds a number, be it in doubt."""
    return read_number(printed, "en") != Number()


def _negative(value: int | None) -> int | None:
    return None if value is None else -value


def _western(text: str) -> str:
    return "".join(str(unicodedata.digit(sign)) if sign.isdecimal() and not sign.isascii() else sign for sign in text)


def _body(body: str, language: str) -> Number:
    grouped = _GROUPED.fullmatch(body)
    if grouped:
        whole = re.sub(_BLANKS, "", body[: grouped.start("rest")] if grouped["rest"] else body)
        return Number(float(f"{whole}.{grouped['rest'][1:]}") if grouped["rest"] else int(whole))
    if re.search(_BLANKS, body):
        return Number()
    body = body.replace("٫", ".") if "٫" in body and "." not in body and "," not in body else body
    signs = [sign for sign in body if sign in ".,"]
    if not signs:
        return Number(int(body)) if body.isdigit() else Number()
    if len(set(signs)) > 1:
        return _both(body, signs)
    if len(signs) > 1:
        return _whole(body, signs[0])
    return _either(body, signs[0], language)


def _both(body: str, signs: list[str]) -> Number:
    """Read a number with dots and commas: the last sign, which stands once, is the decimal one."""
    first, last = signs[0], signs[-1]
    whole, _, rest = body.rpartition(last)
    if signs.count(last) > 1 or not rest.isdigit() or last in whole:
        return Number()
    value = _whole(whole, first).value
    return Number(float(f"{value}.{rest}")) if value is not None else Number()


def _whole(body: str, sign: str) -> Number:
    first, *groups = body.split(sign)
    is_grouped = 1 <= len(first) <= _GROUP and all(len(group) == _GROUP for group in groups)
    return Number(int(body.replace(sign, ""))) if is_grouped and body.replace(sign, "").isdigit() else Number()


def _either(body: str, sign: str, language: str) -> Number:
    whole, rest = body.split(sign)
    if not (whole.isdigit() and rest.isdigit()):
        return Number()
    if len(rest) != _GROUP or len(whole) > _GROUP or whole.startswith("0"):
        return Number(float(f"{whole}.{rest}"))
    thousands = int(whole + rest)
    return Number(thousands if _THOUSANDS.get(language) == sign else None, thousands)
