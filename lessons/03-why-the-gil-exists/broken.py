"""When does a connection close that nobody closes?"""

import gc
import sys
import threading

gc.disable()  # The cycle collector runs below, when we say so, and not whenever it sees fit.
references = getattr(sys, "getrefcount", lambda thing: 0)  # PyPy has no counts.


class Connection:
    """Open until it is freed, which happens at once, or so its author thinks."""

    still_open = 0

    def __init__(self) -> None:
        Connection.still_open += 1

    def __del__(self) -> None:
        Connection.still_open -= 1


def work(connection: Connection, request: str) -> None:
    if request == "failure":
        raise TimeoutError
    if request == "callback":
        connection.on_idle = lambda: work(connection, "success")


def handle(request: str) -> None:
    work(Connection(), request)


def take_and_drop(thing: object) -> None:
    for _ in range(100_000):
        name = thing
        del name


def watch_a_count() -> None:
    thing = object()
    one = references(thing)
    name = thing
    two = references(name)
    print(f"references: {one}, with a second name {two}, to None {references(None)} (0: not counted)")

    threads = [threading.Thread(target=take_and_drop, args=(thing,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(f"four threads took and dropped 400,000 more: off by {references(name) - two}")


watch_a_count()
failures = []
for request in ("success", "failure", "callback"):
    try:
        handle(request)
    except TimeoutError as error:
        failures.append(error)
    print(f"after the {request}: {Connection.still_open} open")
failures.clear()
print(f"failures forgotten: {Connection.still_open} open")
gc.collect()
print(f"cycle collector run: {Connection.still_open} open")
