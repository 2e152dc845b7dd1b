"""Encryption of single fields (AES-256-GCM), with keys that can be changed while the old ones are still read.

A sealed text names its key and is bound to the place that it stands in: copied into another row, it cannot be opened.
"""

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_KEY, _NONCE = 32, 12


class UnsealableError(Exception):
    """A sealed text that none of our keys opens, or that was made for another place."""


@dataclass(frozen=True, slots=True)
class KeyRing:
    """All keys by their short names; the present one is the last."""

    keys: dict[str, bytes]

    @classmethod
    def read(cls, text: str) -> "KeyRing":
        """Read `name:key` parts that are separated by blanks, as `new_key` writes them; ValueError for others."""
        keys = {}
        for number, part in enumerate(text.split(), start=1):
            name, _, key = part.partition(":")
            keys[name] = urlsafe_b64decode(key)
            if not name or len(keys[name]) != _KEY:
                message = f"part {number} is no key"  # what it says may be one, without its name
                raise ValueError(message)
        if not keys:
            message = "there is no key"
            raise ValueError(message)
        return cls(keys)

    @property
    def present(self) -> str:
        """The name of the key that is used for new texts."""
        return list(self.keys)[-1]

    def seal(self, text: str, place: str) -> str:
        """Encrypt a text for a place, such as `person.passport_name:17`."""
        name, nonce = self.present, secrets.token_bytes(_NONCE)
        closed = AESGCM(self.keys[name]).encrypt(nonce, text.encode(), place.encode())
        return f"{name}.{urlsafe_b64encode(nonce + closed).decode()}"

    def unseal(self, sealed: str, place: str) -> str:
        """Return the text of a sealed one; raise UnsealableError where it was changed, moved, or its key is gone."""
        name, _, body = sealed.partition(".")
        if name not in self.keys:
            message = f"there is no key {name!r}"
            raise UnsealableError(message)
        try:
            raw = urlsafe_b64decode(body)
            return AESGCM(self.keys[name]).decrypt(raw[:_NONCE], raw[_NONCE:], place.encode()).decode()
        except (InvalidTag, ValueError) as error:  # ValueError: it is too short, or no base64 at all
            message = f"what is sealed for {place!r} was changed or comes from another place"
            raise UnsealableError(message) from error

    def seal_bytes(self, content: bytes, place: str) -> tuple[str, bytes]:
        """Encrypt bytes for a place with a fresh key of their own; return that key, sealed, and the closed bytes.

        When our keys change, only the sealed key is sealed anew: the bytes stay as they are.
        """
        own, nonce = secrets.token_bytes(_KEY), secrets.token_bytes(_NONCE)
        closed = nonce + AESGCM(own).encrypt(nonce, content, place.encode())
        return self.seal(urlsafe_b64encode(own).decode(), place), closed

    def unseal_bytes(self, key: str, content: bytes, place: str) -> bytes:
        """Return what `seal_bytes` closed; raise UnsealableError where key or bytes were changed or moved."""
        own = self.unseal(key, place)
        try:
            return AESGCM(urlsafe_b64decode(own)).decrypt(content[:_NONCE], content[_NONCE:], place.encode())
        except (InvalidTag, ValueError) as error:  # ValueError: they are too short
            message = f"the bytes that are sealed for {place!r} were changed or come from another place"
            raise UnsealableError(message) from error

    def is_present(self, sealed: str) -> bool:
        """Tell whether a text is sealed with the present key."""
        return sealed.startswith(f"{self.present}.")

    def mark(self, name: str, purpose: str, content: bytes) -> str:
        """Return what only the holder of a key can compute of a content (HMAC-SHA256), apart for each purpose."""
        own = hmac.digest(self.keys[name], purpose.encode(), sha256)
        return hmac.digest(own, content, sha256).hex()


def new_key() -> str:
    """Return a new key with a name of its own, as `KeyRing.read` reads it."""
    return f"{secrets.token_hex(4)}:{urlsafe_b64encode(secrets.token_bytes(_KEY)).decode()}"
