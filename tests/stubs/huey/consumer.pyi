from threading import Event, Thread

from huey import Huey

class Worker: ...

class Consumer:
    huey: Huey
    stop_flag: Event
    worker_threads: list[tuple[Worker, Thread]]
    def __init__(self, huey: Huey, workers: int = 1, periodic: bool = True, max_delay: float = 10.0) -> None: ...
