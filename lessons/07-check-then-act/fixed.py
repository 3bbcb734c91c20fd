"""Four threads need the same session at once. How often does the program log in?"""

import functools
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

opened: list[object] = []  # Every session, in the order of its opening.
session_of: dict[str, object] = {}
together = threading.Barrier(4)
lock = threading.Lock()


def log_in(user: str) -> object:
    """Open a new session at a server that takes its time."""
    time.sleep(0.4)
    session = object()
    opened.append(session)
    return session


def from_dict(user: str) -> object:
    if user not in session_of:
        with lock:
            if user not in session_of:
                session_of[user] = log_in(user)
    return session_of[user]


cached_log_in = functools.lru_cache(log_in)


def from_lru_cache(user: str) -> object:
    with lock:
        return cached_log_in(user)


def request(get_session: Callable[[str], object]) -> None:
    together.wait()
    get_session("ada")


for name, get_session in (("dict", from_dict), ("lru_cache", from_lru_cache)):
    opened.clear()
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(request, get_session) for _ in range(4)]:
            done.result()
    kept = opened.index(get_session("ada")) + 1
    print(f"{name}: log-ins {len(opened)}, session kept: number {kept}")
