"""Asks a server on this machine for the same thing, over and over, and tells how many answers a second came."""

import socket
import time
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier

PROCESSES = 2
CONNECTIONS = 4
"""Of each process; one request is under way on each."""

_PATIENCE = 30


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: a port of this machine, a path, and the ETag that is known already, if any."""

    port: int
    path: str
    etag: str = ""

    def bytes(self) -> bytes:
        """The request, as a browser sends it."""
        known = f"If-None-Match: {self.etag}\r\n" if self.etag else ""
        head = f"GET {self.path} HTTP/1.1\r\nHost: localhost:{self.port}\r\nAccept-Encoding: gzip, deflate, br\r\n"
        return f"{head}Accept-Language: en\r\n{known}\r\n".encode()


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status line's number, the headers in lower case, the body, and bytes in all."""

    status: int
    headers: dict[str, str]
    body: bytes
    size: int


def ask(question: Question) -> Answer:
    """Ask once."""
    with _connected(question.port) as line:
        line.sendall(question.bytes())
        return _read(line)


def rate(question: Question, requests: int) -> float:
    """Return answers a second for so many requests in all; raise where one is not as the first."""
    first = ask(question)
    context = get_context("spawn")
    barrier = context.Barrier(PROCESSES + 1)
    share = requests // PROCESSES
    workers = [context.Process(target=_work, args=(question, first, share, barrier)) for _ in range(PROCESSES)]
    for worker in workers:
        worker.start()
    barrier.wait(_PATIENCE)
    start = time.perf_counter()
    for worker in workers:
        worker.join(10 * _PATIENCE)
    elapsed = time.perf_counter() - start
    if any(worker.exitcode for worker in workers):
        raise RuntimeError(f"{question.path} was not answered as at first")
    return share * PROCESSES / elapsed


def _work(question: Question, first: Answer, requests: int, barrier: Barrier) -> None:
    lines = [_connected(question.port) for _ in range(CONNECTIONS)]
    asked = question.bytes()
    begins = f"HTTP/1.1 {first.status}".encode()
    room = bytearray(first.size + 1)
    barrier.wait(_PATIENCE)
    for _ in range(requests // CONNECTIONS):
        for line in lines:
            line.send(asked)
        for line in lines:
            _receive(line, room, first.size, begins)
    for line in lines:
        line.close()


def _receive(line: socket.socket, room: bytearray, size: int, begins: bytes) -> None:
    # The same question has the same answer to the byte, so that its length says where it ends: reading headers would
    # cost more than what is measured.
    received = line.recv_into(room)
    while received < size:
        if not (more := line.recv_into(memoryview(room)[received:])):
            raise RuntimeError("the line was closed")
        received += more
    if received != size or not room.startswith(begins):
        raise RuntimeError(f"another answer: {bytes(room[:100])!r}")


def _connected(port: int) -> socket.socket:
    line = socket.create_connection(("127.0.0.1", port), _PATIENCE)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return line


def _read(line: socket.socket) -> Answer:
    received = b""
    while b"\r\n\r\n" not in received:
        received += line.recv(65_536)
    head, _, body = received.partition(b"\r\n\r\n")
    first, *rest = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (part.partition(":") for part in rest)}
    while len(body) < int(headers.get("content-length", 0)):
        body += line.recv(65_536)
    return Answer(int(first.split()[1]), headers, body, len(head) + 4 + len(body))
