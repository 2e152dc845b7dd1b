"""An OpenID Connect provider on this machine; it can be told to misbehave."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "academy", "a secret of ours"
KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
OTHER_KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})

Claims = dict[str, Any]


@dataclass
class FakeProvider:
    """What it says, whom it has signed in, and what it was asked."""

    issuer: str = ""
    person: Claims = field(default_factory=dict)
    spoil: Callable[[Claims], Claims] = dict
    """Changes the claims before they are signed."""
    sign: Callable[[Claims], str] = lambda claims: jwt.encode({"alg": "RS256", "kid": "one"}, claims, KEY)
    described: Claims = field(default_factory=dict)
    keys: list[Any] = field(default_factory=lambda: [KEY])
    answers: dict[str, Callable[[BaseHTTPRequestHandler], None]] = field(default_factory=dict)
    """What is answered at a path in place of the right thing."""
    asked: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def sign_in(self, address: str, **person: object) -> str:
        """Sign somebody in as a browser that comes with this address; return the code to bring back."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert query["response_type"] == "code"
        assert query["code_challenge_method"] == "S256"
        self.person = {"sub": "olga-17", "email": "organiser@example.org", "email_verified": True, **person}
        code = f"code-{len(self.codes)}"
        self.codes[code] = query
        return code

    def token(self, form: dict[str, str]) -> Claims | None:
        """Return what a code is exchanged for, once, and for the one who has asked."""
        asked = self.codes.pop(form.get("code", ""), None)
        if asked is None or form.get("redirect_uri") != asked["redirect_uri"]:
            return None
        proof = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=")
        if proof.decode() != asked["code_challenge"]:
            return None
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        signed = self.sign(self.spoil({**claims, **self.person}))
        return {"access_token": "x", "token_type": "Bearer", "expires_in": 60, "id_token": signed}

    def description(self) -> Claims:
        endpoints = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
        return {
            "issuer": self.issuer,
            "jwks_uri": f"{self.issuer}/keys",
            **{f"{name}_endpoint": f"{self.issuer}/{path}" for name, path in endpoints.items()},
            **self.described,
        }


def unsigned(claims: Claims) -> str:
    """A token that says of itself that it is not signed."""
    parts = (json.dumps({"alg": "none", "typ": "JWT"}), json.dumps(claims))
    return ".".join(base64.urlsafe_b64encode(part.encode()).rstrip(b"=").decode() for part in parts) + "."


@contextmanager
def running() -> Iterator[FakeProvider]:
    """A provider that answers for as long as the block lasts."""
    fake = FakeProvider()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _answering(fake))
    fake.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def say(handler: BaseHTTPRequestHandler, content: object, status: int = 200) -> None:
    """Answer with JSON."""
    body = json.dumps(content).encode()
    handler.send_response(status)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def _answering(fake: FakeProvider) -> type[BaseHTTPRequestHandler]:
    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.removeprefix("/")
            fake.asked.append(path)
            if path in fake.answers:
                fake.answers[path](self)
            elif path == ".well-known/openid-configuration":
                say(self, fake.description())
            elif path == "keys":
                say(self, {"keys": [key.as_dict(private=False) for key in fake.keys]})
            elif path == "userinfo":
                say(self, {**fake.person, **fake.described.get("said_of_person", {})})

        def do_POST(self) -> None:
            form = self.rfile.read(int(self.headers["Content-Length"])).decode()
            fake.asked.append(self.path.removeprefix("/"))
            shown = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
            if "token" in fake.answers:
                fake.answers["token"](self)
                return
            assert self.headers["Authorization"] == f"Basic {shown}"
            token = fake.token({name: values[0] for name, values in parse_qs(form).items()})
            say(self, token or {"error": "invalid_grant"}, 200 if token else 400)

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    return Answering
