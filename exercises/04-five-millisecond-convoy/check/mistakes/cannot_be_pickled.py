"""Mistake: the pool is given a function that is defined inside another one.

What goes to another process is pickled, functions by their names. This one can't be found by name, so the client's
thread dies of the exception and hangs up.
"""

import multiprocessing
import socket
import threading
import time
from multiprocessing.pool import Pool

SESSION = "driver van depot region shift break rights device version language login messages".split()


def plan_round(day: int, van: int, parcels: int) -> int:
    """The length of a van's round: from the depot to whatever address is the nearest, again and again, and home."""
    number = 100 * day + van
    left = []
    for _ in range(parcels):
        number = (75 * number + 74) % 65_537
        left.append((number % 256, number // 256))
    x = y = length = 0
    while left:
        nearest, shortest = 0, 1000
        for index, (to_x, to_y) in enumerate(left):
            distance = abs(to_x - x) + abs(to_y - y)
            if distance < shortest:
                nearest, shortest = index, distance
        x, y = left.pop(nearest)
        length += shortest
    return length + x + y


def plan(day: int, parcels: list[int], pool: Pool) -> list[int]:
    """The lengths of the rounds of all vans."""

    def plan_van(van: int) -> int:
        return plan_round(day, van, parcels[van])

    return pool.map(plan_van, range(len(parcels)))


def look_up(field: str) -> str:
    """Asks for a part of the client's session, which is kept elsewhere in the network: a short wait, and no work."""
    time.sleep(0.0002)
    return f"the {field}"


def answer(request: str, pool: Pool) -> str:
    session = {field: look_up(field) for field in SESSION}
    word, *arguments = request.split()
    if not session["rights"]:
        return "denied"
    if word == "ping":
        return f"pong {arguments[0]}"
    day, *parcels = map(int, arguments)
    return " ".join(map(str, plan(day, parcels, pool)))


def serve_client(client: socket.socket, pool: Pool) -> None:
    """One client: a line for each line, until it has no more to ask."""
    with client, client.makefile() as requests:
        for request in requests:
            client.sendall(f"{answer(request, pool)}\n".encode())


def serve(listener: socket.socket) -> None:
    """Answers everybody who connects to `listener`, until it is stopped."""
    with multiprocessing.Pool(4) as pool:  # there are no threads yet, so that its processes may be forked
        while True:
            client, _ = listener.accept()
            threading.Thread(target=serve_client, args=(client, pool), daemon=True).start()
