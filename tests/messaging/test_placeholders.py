"""Placeholders are checked before they are kept, and their values are words and nothing else."""

import pytest

from academy.kit.markdown import to_html
from academy.kit.refusals import Refusal
from academy.kit.translated import Translated
from academy.messaging.placeholders import (
    PLACEHOLDERS,
    as_words,
    check_words,
    fill_line,
    fill_text,
    missing_placeholders,
    used_in,
    with_addresses,
)
from academy.messaging.plain import to_text

ADDRESSES = {"link": "https://a.example/en/x-1/", "programme": "https://a.example/en/x-1/programme/"}
WICKED = [
    "{link}",
    "{name}",
    "{items}",
    "{{name}}",
    "<b>bold</b>",
    "<script>alert(1)</script>",
    "**strong** _soft_ `code`",
    "[click](https://evil.example)",
    "![x](https://evil.example/x.png)",
    "<https://evil.example>",
    "&lt;b&gt; &amp; &#123;",
    "# Head",
    "1. one",
    "- item",
    "> quoted",
    "a\\*b\\",
    "| a | b |",
    "~~~",
    "===",
    "---",
    "http://evil.example",
    "a@evil.example",
    "\"quoted\" 'so' $^%@;:?/",
    "%(name)s %s {0}",
    "{% raw %}{{ 7 * 7 }}",
]


@pytest.mark.parametrize("value", WICKED)
def test_a_value_comes_out_as_the_words_that_it_is(value: str) -> None:
    filled = with_addresses(fill_text("{name}", {"name": value}, [[value, "two"]], "en"), ADDRESSES)
    assert to_text(filled) == value
    html = to_html(filled)
    assert "evil.example" not in html.replace(_escaped(value), "")
    assert html == f"<p>{_escaped(value)}</p>\n"


@pytest.mark.parametrize("value", WICKED)
def test_a_value_of_an_item_comes_out_as_the_words_that_it_is(value: str) -> None:
    filled = with_addresses(fill_text("{items}", {}, [["Monday", value]], "en"), ADDRESSES)
    assert to_text(filled) == f"- Monday · {value}"


@pytest.mark.parametrize("value", ["A\nBcc: all@example.org", "A\r\n\r\nBody", "A\x00\x0bB", "A\N{LINE SEPARATOR}B"])
def test_a_subject_is_one_line_whatever_the_values_are(value: str) -> None:
    filled = fill_line("To {name}", {"name": value})
    assert len(filled.splitlines()) == 1
    assert filled.isprintable()


def test_a_subject_is_never_endless() -> None:
    assert len(fill_line("{name}", {"name": "x" * 5000})) == 300


def test_a_name_with_a_line_break_stays_on_its_line() -> None:
    assert to_text(fill_text("Dear {name}", {"name": "A\n\n# B"}, [], "en")) == "Dear A # B"


def test_the_blank_behind_what_is_missing_goes_with_it() -> None:
    assert fill_line("Dear {honorific} {name},", {"honorific": "", "name": "Ana"}) == "Dear Ana,"
    assert fill_line("Dear {honorific} {name},", {"honorific": "Dr.", "name": "Ana"}) == "Dear Dr. Ana,"


def test_addresses_can_be_followed_bare_and_behind_words() -> None:
    filled = with_addresses(fill_text("{link} and [the programme]({programme}).", {}, [], "en"), ADDRESSES)
    assert to_text(filled) == f"{ADDRESSES['link']} and the programme ({ADDRESSES['programme']})."
    assert to_html(filled).count("<a href=") == 2


def test_braces_can_be_written() -> None:
    filled = with_addresses(fill_text("{{link}} {{ {name} }}", {"name": "Ana"}, [], "en"), ADDRESSES)
    assert to_text(filled) == "{link} { Ana }"
    assert fill_line("{{{name}}}", {"name": "Ana"}) == "{Ana}"


def test_in_a_text_from_right_to_left_values_are_isolated() -> None:
    assert as_words("Ana", "ar") == "\N{FIRST STRONG ISOLATE}Ana\N{POP DIRECTIONAL ISOLATE}"
    assert as_words("", "ar") == ""
    assert as_words("Ana", "es") == "Ana"


def test_in_a_text_from_right_to_left_an_address_keeps_its_order() -> None:
    filled = with_addresses("{link} [x]({programme})", ADDRESSES, "ar")
    assert filled == f"\u2066<{ADDRESSES['link']}>\u2069 [x](<{ADDRESSES['programme']}>)"


def test_a_value_cannot_bring_direction_overrides() -> None:
    assert as_words("Ana\N{RIGHT-TO-LEFT OVERRIDE}gpj.\N{FIRST STRONG ISOLATE}") == "Anagpj\\."


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("Dear {nam}", "“{nam}” is no placeholder"),
        ("Dear {}", "“{}” is no placeholder"),
        ("Dear { name }", "is no placeholder"),
        ("Dear {NAME}", "is no placeholder"),
        ("Dear {name", "a brace is left open at “{name”"),
        ("Dear name}", "a brace is left open at “}”"),
        ("Dear {{name}", "a brace is left open at “}”"),
        ("Yours: {items}", "stands on a line of its own"),
        ("{items} {items}", "stands on a line of its own"),
        ("[you](https://example.org/{name})", "cannot be part of an address"),
        ("[you](<{name}>)", "cannot be part of an address"),
        ("[x]({link}#a)", "{link} cannot be part of an address"),
        ("[x]({link}?day=1)", "{link} cannot be part of an address"),
        ("[x](<{link}>)", "{link} cannot be part of an address"),
        ("[x]({link}{programme})", "{link} cannot be part of an address"),
        ("[x](https://example.org/{link})", "{link} cannot be part of an address"),
    ],
)
def test_what_cannot_be_filled_is_refused_in_every_language(body: str, said: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_words(Translated(en="Subject"), Translated(en="Dear {name}", es=body))
    assert said in str(refused.value)
    assert str(refused.value).startswith("Español")
    assert refused.value.field == "body"


@pytest.mark.parametrize("name", ["items", "link", "programme"])
def test_what_is_long_cannot_stand_in_a_subject(name: str) -> None:
    with pytest.raises(Refusal, match="cannot stand in a subject") as refused:
        check_words(Translated(en=f"About {{{name}}}"), Translated(en="Text"))
    assert refused.value.field == "subject"


def test_every_placeholder_can_stand_in_a_text() -> None:
    text = "\n".join(f"{{{name}}}" for name in PLACEHOLDERS)
    check_words(Translated(en="{name}"), Translated(en=f"  {text}  \n{{items}}\n[x]({{link}}), [y]({{programme}})."))
    assert used_in(text) == set(PLACEHOLDERS)


def test_what_one_language_leaves_out_is_remarked() -> None:
    found = missing_placeholders(Translated(en="{name} {link}", es="{name}", fr="{name} {link}"))
    assert [one.facts for one in found] == [{"language": "Español", "names": "{link}"}]
    assert missing_placeholders(Translated()) == []


def _escaped(value: str) -> str:
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
