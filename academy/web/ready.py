"""Public answers from bytes kept ready: one small WSGI layer before Flask.

An answer is kept when it says "public" and sets no cookie. It is keyed by address, the parts of the query that pages
read, and encoding; it is good for as long as the versions read before it was made have not risen, and for five minutes
at the most, since some pages speak of today.
"""

import gzip
import re
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from threading import Lock
from typing import Any
from urllib.parse import parse_qsl, urlencode

import brotli

from academy.kit.languages import INTERFACE
from academy.web.versions import Stamp, Versions

Environ = dict[str, Any]
Start = Callable[..., Any]
Headers = list[tuple[str, str]]
App = Callable[[Environ, Start], Iterable[bytes]]

READ_BY_PROGRAMMES = frozenset({"day", "zone", "kind", "spoken"})
"""Members of the query that a programme and its slots read; all others are dropped before a page is asked."""

READ_BY_PRACTICES = frozenset({"country", "theme", "goal", "edition", "part", "language", "search", "page"})
"""Members of the query that lists of practices read."""

PERSONAL = frozenset(
    "me sign-in sign-out invitation invitations letters reply begin participation nominate call card cards".split()
)
"""What stands behind the language in addresses of pages that are one person's own: they never pass this layer."""

_FILES = re.compile(r"/practices/[^/]+/(?:pictures|documents)/")
"""Stands in addresses of files: a few would take the room of all pages, and browsers keep them themselves."""

_LIVES = 300.0
_ROOM = 64 * 1024 * 1024
_AROUND_A_BODY = 2048  # bytes that key and headers take, so that many small answers are no way to fill the memory
_WORTH_COMPRESSING = 600
_NONE = re.compile(r"\s*q\s*=\s*0(\.0*)?\s*", re.IGNORECASE)  # RFC 9110, 12.4.2: a weight that refuses
_LONGEST_QUERY = 200


@dataclass(frozen=True, slots=True)
class _Kept:
    stamp: Stamp
    until: float
    etag: str
    headers: Headers
    body: bytes

    @property
    def size(self) -> int:
        """Bytes that it takes, nearly."""
        return len(self.body) + _AROUND_A_BODY


class Ready:
    """The layer. `app` is asked for what is not ready; `versions` tells whether what is kept is still right."""

    def __init__(self, app: App, versions: Versions) -> None:
        """Begin with nothing kept."""
        self._app = app
        self._versions = versions
        self._kept: OrderedDict[tuple[str, str, str], _Kept] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        """Answer from what is kept where that is right, and keep the answer otherwise."""
        path = environ.get("PATH_INFO", "")
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or not _is_public(path):
            return self._app(environ, start)
        query = _known(path, environ.get("QUERY_STRING", ""))
        stamp = None if query is None else self._versions.stamp(_edition(path))
        if query is None or stamp is None:
            return self._app(environ, start)
        key = (path, query, _encoding(environ.get("HTTP_ACCEPT_ENCODING", "")))
        kept = self._kept.get(key)
        if kept is None or kept.stamp != stamp or kept.until < time.monotonic():
            return self._make(environ, start, key, stamp)
        return _answer(kept, environ, start)

    def _make(self, environ: Environ, start: Start, key: tuple[str, str, str], stamp: Stamp) -> Iterable[bytes]:
        asked = {**environ, "QUERY_STRING": key[1], "REQUEST_METHOD": "GET", "HTTP_IF_NONE_MATCH": ""}
        status, headers, body = _whole(self._app, asked)
        if not _may_be_kept(status, headers):
            start(status, headers)
            return [body] if environ["REQUEST_METHOD"] == "GET" else [b""]
        kept = _pack(stamp, headers, body, key[2])
        self._keep(key, kept)
        return _answer(kept, environ, start)

    def _keep(self, key: tuple[str, str, str], kept: _Kept) -> None:
        with self._lock:
            before = self._kept.pop(key, None)
            self._size += kept.size - (before.size if before else 0)
            self._kept[key] = kept
            while self._size > _ROOM:
                _, oldest = self._kept.popitem(last=False)
                self._size -= oldest.size


def _is_public(path: str) -> bool:
    of_readers = path[1:3] in INTERFACE and path[3:4] == "/" and path[4:].partition("/")[0] not in PERSONAL
    begins_well = of_readers or path.startswith(("/static/", "/api/v1/"))
    return begins_well and not _FILES.search(path) and "\0" not in path  # which no database can be asked for


def _edition(path: str) -> str:
    if path.startswith("/api/"):
        return path.rpartition("/")[2]
    return path[4:].partition("/")[0]


def _known(path: str, query: str) -> str | None:
    """Return the query without what pages do not read, or None where the page itself must see it."""
    if not query:
        return ""
    if len(query) > _LONGEST_QUERY or "lang=" in query:
        return None
    read = _read_by(path)
    return urlencode(sorted((name, value) for name, value in parse_qsl(query) if name in read))


def _read_by(path: str) -> frozenset[str]:
    if "/programme" in path:
        return READ_BY_PROGRAMMES
    return READ_BY_PRACTICES if path.endswith("/practices/") else frozenset()


@lru_cache(maxsize=256)
def _encoding(accepted: str) -> str:
    offered = {coding.strip().lower() for coding, _, weight in _codings(accepted) if not _NONE.fullmatch(weight)}
    return next((encoding for encoding in ("br", "gzip") if encoding in offered), "")


def _codings(accepted: str) -> list[tuple[str, str, str]]:
    return [part.partition(";") for part in accepted.split(",")]


def _whole(app: App, environ: Environ) -> tuple[str, Headers, bytes]:
    said: list[Any] = []

    def start(status: str, headers: Headers, _exc_info: object = None) -> None:
        said[:] = [status, headers]

    chunks = app(environ, start)
    try:
        body = b"".join(chunks)
    finally:
        getattr(chunks, "close", lambda: None)()
    return said[0], said[1], body


def _may_be_kept(status: str, headers: Headers) -> bool:
    named = {name.lower(): value for name, value in headers}
    return status.startswith("200") and "public" in named.get("cache-control", "") and "set-cookie" not in named


def _pack(stamp: Stamp, headers: Headers, body: bytes, encoding: str) -> _Kept:
    etag = f'"{blake2b(body, digest_size=12).hexdigest()}{encoding and f"-{encoding}"}"'
    own = {"content-length", "etag", "content-encoding", "vary"}
    packed = [(name, value) for name, value in headers if name.lower() not in own]
    packed += [("ETag", etag), ("Vary", "Accept-Encoding")]
    if encoding and len(body) >= _WORTH_COMPRESSING:
        body = brotli.compress(body, quality=9) if encoding == "br" else gzip.compress(body, 9, mtime=0)
        packed.append(("Content-Encoding", encoding))
    packed.append(("Content-Length", str(len(body))))
    return _Kept(stamp, time.monotonic() + _LIVES, etag, packed, body)


def _answer(kept: _Kept, environ: Environ, start: Start) -> Iterable[bytes]:
    asked = environ.get("HTTP_IF_NONE_MATCH", "")
    if asked and (asked == kept.etag or kept.etag in asked or asked == "*"):
        start(
            "304 Not Modified",
            [pair for pair in kept.headers if pair[0] not in {"Content-Length", "Content-Type", "Content-Encoding"}],
        )
        return [b""]
    start("200 OK", kept.headers)
    return [kept.body] if environ["REQUEST_METHOD"] == "GET" else [b""]
