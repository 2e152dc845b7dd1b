"""What is not read as a translation, in words; and what is dangerous."""

import itertools
import re
import time

import pytest

from academy.kit.refusals import Refusal
from academy.practices.xliff import MOST_OF_A_FILE, from_xliff
from tests.practices.xliff_files import file_of, result, segment_of, sent, unit_of


def refused(content: bytes) -> str:
    with pytest.raises(Refusal) as refusal:
        from_xliff(content)
    return str(refusal.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "This is not an XLIFF file."),
        (b"PK\x03\x04 a package", "This is not an XLIFF file."),
        (b"<html><body>Hello</body></html>", "This is not an XLIFF file."),
        (b"<xliff", "This file is broken at line 1. Export it anew."),
        (sent()[:-30], "This file is broken at line"),
        (
            b'<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"/>',
            "This is XLIFF 1.2. Save it as XLIFF 2.0 and send that.",
        ),
        (
            b'<xliff version="2.2" xmlns="urn:oasis:names:tc:xliff:document:2.2"/>',
            "This is XLIFF 2.2. Save it as XLIFF 2.0 and send that.",
        ),
        (b"<xliff/>", "This is XLIFF ?. Save it as XLIFF 2.0 and send that."),
        (file_of("", 'version="3.0"'), "This is XLIFF 3.0. Save it as XLIFF 2.0 and send that."),
        (file_of("", 'version="2.0" srcLang="en"'), "This file does not say from which language into which"),
        (sent().replace(b"<file ", b"<fil ").replace(b"</file>", b"</fil>"), "This file holds 0 cards."),
        (re.sub(rb"(<file .*</file>)", rb"\1\1", sent(), flags=re.DOTALL), "This file holds 2 cards."),
        (b"<" + b" " * MOST_OF_A_FILE, "This file is larger than 5 MB."),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(content: bytes, said: str) -> None:
    assert refused(content).startswith(said)


@pytest.mark.parametrize(
    "declared", ["", ' [<!ENTITY a "b">]', ' SYSTEM "file:///etc/hostname"', ' PUBLIC "a" "b.dtd"']
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-7", "cp037"])
def test_a_document_type_is_refused_in_any_encoding(encoding: str, declared: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE xliff{declared}><xliff/>'
    assert re.match(
        "This file declares a document type|This is not|This file is broken", refused(text.encode(encoding))
    )
    assert "document type" in refused(text.replace(encoding, "utf-8").encode())


@pytest.mark.parametrize("place", ["<xliff>&i;</xliff>", '<xliff version="&i;"/>'])
def test_entities_that_grow_are_refused_at_once(place: str) -> None:
    names = "abcdefghi"
    grown = "".join(f'<!ENTITY {new} "{f"&{old};" * 20}">' for old, new in itertools.pairwise(names))
    begun = time.process_time()
    assert refused(f'<!DOCTYPE xliff [<!ENTITY a "ha">{grown}]>{place}'.encode())
    assert time.process_time() - begun < 1


def test_depth_is_no_danger() -> None:
    deep = '<mrk id="m">' * 200 + "b" + "</mrk>" * 200
    assert result(segment_of("a", deep)) == "b"
    assert "broken" in refused(file_of(unit_of(segment_of("a", '<mrk id="m">' * 1000 + "</mrk>" * 1000))))
