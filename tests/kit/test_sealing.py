"""Single fields, encrypted."""

from base64 import urlsafe_b64decode, urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from academy.kit.sealing import KeyRing, UnsealableError, new_key

RING = KeyRing.read(f"{new_key()} {new_key()}")
PLACE = "person.passport_name:17"


@given(st.text())
def test_what_was_sealed_is_opened_again(text: str) -> None:
    assert RING.unseal(RING.seal(text, PLACE), PLACE) == text


def test_the_same_text_is_never_sealed_alike() -> None:
    assert len({RING.seal("PEÑA ANA", PLACE) for _ in range(20)}) == 20


def test_a_sealed_text_does_not_show_what_it_says() -> None:
    assert "ANA" not in RING.seal("ANA", PLACE)


def test_copied_to_another_place_it_cannot_be_opened() -> None:
    sealed = RING.seal("PEÑA ANA", PLACE)
    with pytest.raises(UnsealableError, match="another place"):
        RING.unseal(sealed, "person.passport_name:18")


@pytest.mark.parametrize("position", [0, 12, -1])
def test_a_changed_byte_is_noticed(position: int) -> None:
    name, _, body = RING.seal("PEÑA ANA", PLACE).partition(".")
    raw = bytearray(urlsafe_b64decode(body))
    raw[position] ^= 1
    with pytest.raises(UnsealableError):
        RING.unseal(f"{name}.{urlsafe_b64encode(bytes(raw)).decode()}", PLACE)


FILE = "upload.key:7b0c"


@given(st.binary())
def test_bytes_that_were_sealed_are_opened_again(content: bytes) -> None:
    assert RING.unseal_bytes(*RING.seal_bytes(content, FILE), FILE) == content


def test_the_same_bytes_are_never_sealed_alike_and_do_not_show() -> None:
    sealed = [RING.seal_bytes(b"a letter to Ana", FILE) for _ in range(20)]
    assert len({key for key, _ in sealed}) == len({closed for _, closed in sealed}) == 20
    assert not any(b"Ana" in closed for _, closed in sealed)


def test_sealed_bytes_open_with_their_own_key_in_their_own_place_only() -> None:
    key, closed = RING.seal_bytes(b"one", FILE)
    other, _ = RING.seal_bytes(b"two", FILE)
    elsewhere, _ = RING.seal_bytes(b"one", "upload.key:8")
    for wrong, place in ((other, FILE), (key, "upload.key:8"), (elsewhere, FILE), (elsewhere, "upload.key:8")):
        with pytest.raises(UnsealableError, match="another place"):
            RING.unseal_bytes(wrong, closed, place)


@pytest.mark.parametrize("position", [0, 12, -1])
def test_a_changed_byte_of_a_file_is_noticed(position: int) -> None:
    key, closed = RING.seal_bytes(b"a letter to Ana", FILE)
    raw = bytearray(closed)
    raw[position] ^= 1
    for wrong in (bytes(raw), closed[:5], b""):
        with pytest.raises(UnsealableError, match="another place"):
            RING.unseal_bytes(key, wrong, FILE)


def test_what_is_no_key_of_bytes_opens_none() -> None:
    _, closed = RING.seal_bytes(b"one", FILE)
    with pytest.raises(UnsealableError, match="another place"):
        RING.unseal_bytes(RING.seal("no key", FILE), closed, FILE)


def test_bytes_stay_as_they_are_when_their_key_is_sealed_anew() -> None:
    first = new_key()
    old, both = KeyRing.read(first), KeyRing.read(f"{first} {new_key()}")
    key, closed = old.seal_bytes(b"a letter to Ana", FILE)
    anew = both.seal(both.unseal(key, FILE), FILE)
    assert both.is_present(anew)
    assert both.unseal_bytes(anew, closed, FILE) == b"a letter to Ana"


def test_an_older_key_still_opens_and_the_newest_seals() -> None:
    first = new_key()
    old = KeyRing.read(first)
    both = KeyRing.read(f"{first} {new_key()}")
    sealed = old.seal("PEÑA ANA", PLACE)
    assert both.unseal(sealed, PLACE) == "PEÑA ANA"
    assert not both.is_present(sealed)
    assert both.is_present(both.seal("PEÑA ANA", PLACE))


def test_without_its_key_a_text_stays_sealed() -> None:
    sealed = KeyRing.read(new_key()).seal("PEÑA ANA", PLACE)
    with pytest.raises(UnsealableError, match="there is no key"):
        RING.unseal(sealed, PLACE)


@pytest.mark.parametrize("body", ["", "a", "AAAA", "é", urlsafe_b64encode(bytes(12)).decode(), "no base64!"])
def test_what_was_never_sealed_cannot_be_opened(body: str) -> None:
    with pytest.raises(UnsealableError, match="another place"):
        RING.unseal(f"{RING.present}.{body}", PLACE)


def test_a_key_without_its_name_stands_in_no_message() -> None:
    key = new_key().partition(":")[2]
    with pytest.raises(ValueError, match=r"^part 2 is no key$"):
        KeyRing.read(f"{new_key()} {key}")


@pytest.mark.parametrize("text", ["", "name", "name:", ":c2hvcnQ=", "name:c2hvcnQ=", "name:not base64 at all"])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"(?i)key|padding"):
        KeyRing.read(text)


def test_a_mark_is_its_purposes_and_its_keys_own() -> None:
    name = RING.present
    marks = {RING.mark(name, "trail", b"a"), RING.mark(name, "trail", b"b"), RING.mark(name, "link", b"a")}
    assert len(marks) == 3
    assert RING.mark(name, "trail", b"a") in marks
    assert RING.mark(next(iter(RING.keys)), "trail", b"a") not in marks
