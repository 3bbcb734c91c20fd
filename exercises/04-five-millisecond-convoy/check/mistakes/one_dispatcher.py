"""Mistake: processes plan, but a single thread answers all requests, one after another.

While it waits for the rounds of one client, the pings of all others stay in its queue.
"""

import multiprocessing
import queue
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
    """The lengths of the rounds of all vans, in their order: whoever asks waits here, and nobody else."""
    return pool.starmap(plan_round, [(day, van, count) for van, count in enumerate(parcels)])


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


def dispatch(requests: queue.Queue, pool: Pool) -> None:
    while True:
        request, client = requests.get()
        client.sendall(f"{answer(request, pool)}\n".encode())


def serve_client(client: socket.socket, requests: queue.Queue) -> None:
    """One client: a line for each line, until it has no more to ask."""
    with client, client.makefile() as lines:
        for line in lines:
            requests.put((line, client))


def serve(listener: socket.socket) -> None:
    """Answers everybody who connects to `listener`, until it is stopped."""
    with multiprocessing.Pool(4) as pool:
        requests = queue.Queue()
        threading.Thread(target=dispatch, args=(requests, pool), daemon=True).start()
        while True:
            client, _ = listener.accept()
            threading.Thread(target=serve_client, args=(client, requests), daemon=True).start()
