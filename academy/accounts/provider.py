"""The OpenID Connect provider: asked over the network who somebody is (authorization code with PKCE, signed answer).

Its issuer is configured; its other addresses come from its own description, so they are held to the same scheme, and no
answer may lead elsewhere, be large, or take long.
"""

import time
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import Key, KeySet, import_key
from requests import PreparedRequest, RequestException, Response, Session
from requests.adapters import HTTPAdapter

from academy.accounts.identities import Down, Identity, Question
from academy.kit.refusals import Refusal
from academy.kit.words import N_

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""Signatures with a public key; "none" and shared secrets are none of them."""

_PUBLIC = {"RSA", "EC", "OKP"}
_SCOPE = "openid email"
_TIMEOUT = (3.05, 5)
_WHOLE_ANSWER = 10.0
_LARGEST = 512 * 1024
_KEPT_FOR = 600.0
_LEEWAY = 60
_LONGEST_SUBJECT = 255
_OWN_MACHINE = {"localhost", "127.0.0.1"}


class Provider:
    """One provider, by its issuer, with our name and secret there."""

    def __init__(self, issuer: str, client: str, secret: str) -> None:
        self.issuer = issuer
        self._client, self._secret = client, secret
        self._kept: dict[str, tuple[float, dict[str, Any]]] = {}

    def address(self, question: Question, back: str) -> str:
        """Return the address that a browser is sent to; it comes back to `back`."""
        asking = self._asking(back)
        start = self._endpoint("authorization_endpoint")
        url, _ = asking.create_authorization_url(
            start, state=question.state, nonce=question.nonce, code_verifier=question.verifier
        )
        return str(url)

    def identity(self, code: str, question: Question, back: str, now: datetime) -> Identity:
        """Return who somebody is, for the code that their browser has brought back."""
        with self._asking(back) as asking:
            token = self._token(asking, code, question)
            claims = self._claims(str(token.get("id_token", "")), question.nonce, now)
            if "email" not in claims and "userinfo_endpoint" in self._description():
                claims = self._with_email(str(token.get("access_token", "")), claims)
        said = claims.get("email_verified")
        verified = said is True or said == "true"
        return Identity(self.issuer, claims["sub"], str(claims.get("email", "")) if verified else "")

    def _asking(self, back: str) -> OAuth2Session:
        asking: OAuth2Session = guarded(
            OAuth2Session(
                self._client,
                self._secret,
                scope=_SCOPE,
                redirect_uri=back,
                code_challenge_method="S256",
                token_endpoint_auth_method=self._way_to_show_secret(),
            )
        )
        return asking

    def _way_to_show_secret(self) -> str:
        offered = self._description().get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        return "client_secret_basic" if "client_secret_basic" in offered else "client_secret_post"

    def _token(self, asking: OAuth2Session, code: str, question: Question) -> dict[str, Any]:
        try:
            token: dict[str, Any] = asking.fetch_token(
                self._endpoint("token_endpoint"),
                grant_type="authorization_code",
                code=code,
                code_verifier=question.verifier,
            )
        except OAuthError as error:
            raise _distrusted() from error
        except (RequestException, ValueError) as error:
            raise _down() from error
        return token

    def _claims(self, id_token: str, nonce: str, now: datetime) -> dict[str, Any]:
        """Return what a signed answer says; refuse it where anything about it is not as it must be."""
        try:
            claims = self._decoded(id_token)
            rules = jwt.JWTClaimsRegistry(
                now=int(now.timestamp()),
                leeway=_LEEWAY,
                iss={"essential": True, "value": self.issuer},
                aud={"essential": True, "value": self._client},
                exp={"essential": True},
                iat={"essential": True},
                sub={"essential": True},
                nonce={"essential": True, "value": nonce},
            )
            rules.validate(claims)
        except (JoseError, ValueError) as error:
            raise _distrusted() from error
        others = claims["aud"] != self._client and claims["aud"] != [self._client]
        if claims.get("azp", None if others else self._client) != self._client:
            raise _distrusted()
        if not isinstance(claims["sub"], str) or not 0 < len(claims["sub"]) <= _LONGEST_SUBJECT:
            raise _distrusted()
        return claims

    def _decoded(self, id_token: str) -> dict[str, Any]:
        """Return the claims of a token whose signature is right; keys that were just changed are read anew, once."""
        try:
            return jwt.decode(id_token, self._keys(), algorithms=ALGORITHMS).claims
        except (JoseError, ValueError):
            self._kept.pop(self._endpoint("jwks_uri"), None)
            return jwt.decode(id_token, self._keys(), algorithms=ALGORITHMS).claims

    def _with_email(self, access: str, claims: dict[str, Any]) -> dict[str, Any]:
        with guarded(requests.session()) as asking:
            said = _read(asking, self._endpoint("userinfo_endpoint"), {"Authorization": f"Bearer {access}"})
        if said.get("sub") != claims["sub"]:
            raise _distrusted()
        return {**claims, "email": said.get("email", ""), "email_verified": said.get("email_verified")}

    def _keys(self) -> KeySet:
        listed = self._fetched(self._endpoint("jwks_uri")).get("keys")
        if not isinstance(listed, list):
            raise _down()
        return KeySet([key for one in listed if (key := _public_key(one))])

    def _endpoint(self, name: str) -> str:
        found = self._description().get(name, "")
        if not is_safe(str(found), self.issuer):
            raise _down()
        return str(found)

    def _description(self) -> dict[str, Any]:
        described = self._fetched(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        if described.get("issuer") != self.issuer:
            raise _down()
        return described

    def _fetched(self, address: str) -> dict[str, Any]:
        """Return a JSON object of the provider's, kept for some minutes."""
        until, found = self._kept.get(address, (0.0, {}))
        if until < time.monotonic():
            with guarded(requests.session()) as asking:
                found = _read(asking, address)
            self._kept[address] = (time.monotonic() + _KEPT_FOR, found)
        return found


class _Guard(HTTPAdapter):
    """Lets no answer lead elsewhere, be large, or take long."""

    def send(self, request: PreparedRequest, *_more: object, **facts: Any) -> Response:  # noqa: ANN401 (requests' own)
        """Ask, and read the whole answer within its limits."""
        answer = super().send(request, **{**facts, "timeout": _TIMEOUT, "stream": True})
        body, until = b"", time.monotonic() + _WHOLE_ANSWER
        for chunk in answer.iter_content(16 * 1024):
            body += chunk
            if len(body) > _LARGEST or time.monotonic() > until:
                answer.close()
                message = "the answer is too large, or takes too long"
                raise RequestException(message)
        if answer.is_redirect:
            message = "the answer leads elsewhere"
            raise RequestException(message)
        answer._content = body  # noqa: SLF001 (where requests keeps what was read)
        return answer


def guarded(asking: Session) -> Any:  # noqa: ANN401 (whichever kind of session it was)
    """Return a session that asks only with care."""
    for scheme in ("https://", "http://"):
        asking.mount(scheme, _Guard())
    return asking


def is_safe(address: str, issuer: str) -> bool:
    """Tell whether an address may be asked: encrypted; without only where the issuer itself is on our own machine."""
    parts, own = urlsplit(address), urlsplit(issuer)
    if parts.scheme == "https":
        return bool(parts.hostname) and "@" not in parts.netloc
    return parts.scheme == own.scheme == "http" and parts.netloc == own.netloc and own.hostname in _OWN_MACHINE


@lru_cache(maxsize=8)
def provider_at(issuer: str, client: str, secret: str) -> Provider:
    """Return the provider of the settings, with what is kept of it."""
    return Provider(issuer, client, secret)


def _public_key(one: Any) -> Key | None:  # noqa: ANN401 (any JSON)
    """Return a key that we can check signatures with; others may be for somebody else."""
    try:
        return import_key(one) if isinstance(one, dict) and one.get("kty") in _PUBLIC else None
    except (JoseError, ValueError, KeyError, TypeError):
        return None


def _read(asking: Session, address: str, headers: dict[str, str] | None = None) -> dict[str, Any]:
    try:
        answer = asking.get(address, headers=headers)
        answer.raise_for_status()
        found = answer.json()
    except (RequestException, ValueError) as error:
        raise _down() from error
    if not isinstance(found, dict):
        raise _down()
    return found


def _down() -> Down:
    return Down(N_("The other service does not answer as it should at the moment. Sign in another way, or try later."))


def _distrusted() -> Refusal:
    return Refusal(N_("What the other service said of you cannot be trusted, or came too late. Begin once more."))
