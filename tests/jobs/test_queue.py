"""What wakes the worker costs a reader no more than a moment."""

import time
from threading import Thread
from types import SimpleNamespace

import pytest

from academy.config import Config
from academy.jobs import queue
from academy.jobs.queue import bell


def test_of_several_that_call_at_once_one_finds_out_that_the_queue_is_away(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[int] = []

    def queue_size() -> int:
        looks.append(1)
        time.sleep(0.3)
        raise OSError("away")

    dead = SimpleNamespace(storage=SimpleNamespace(queue_size=queue_size, blocking=True))
    monkeypatch.setattr(queue, "opened", lambda _config: dead)
    monkeypatch.setattr(queue, "listen", lambda _huey, _act: None)
    ring = bell(config)
    readers = [Thread(target=ring) for _ in range(5)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    ring()
    assert len(looks) == 1
