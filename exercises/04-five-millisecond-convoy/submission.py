"""A parcel service's server: it plans the rounds of the vans, and lets the drivers wait meanwhile.

It speaks lines: `ping 7` gets `pong 7`, and `plan 12 300 250` plans day 12 for two vans, with 300 and 250 parcels. Each
client has a thread, and so has each van that is being planned. The answers are right, but drivers who ping
while somebody plans wait far too long. Change that: pings must come back soon, whatever else is going on, and
every plan must still come back right.

Leave `plan_round` and `look_up` as they are, and let every request look up its session first.
`./gilkit grade five-millisecond-convoy` measures what others wait for.
"""

import socket
import threading
import time

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


def plan(day: int, parcels: list[int]) -> list[int]:
    """The lengths of the rounds of all vans: a thread for each of them."""
    lengths = [0] * len(parcels)

    def plan_van(van: int) -> None:
        lengths[van] = plan_round(day, van, parcels[van])

    threads = [threading.Thread(target=plan_van, args=(van,)) for van in range(len(parcels))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return lengths


def look_up(field: str) -> str:
    """Asks for a part of the client's session, which is kept elsewhere in the network: a short wait, and no work."""
    time.sleep(0.0002)
    return f"the {field}"


def answer(request: str) -> str:
    session = {field: look_up(field) for field in SESSION}
    word, *arguments = request.split()
    if not session["rights"]:
        return "denied"
    if word == "ping":
        return f"pong {arguments[0]}"
    day, *parcels = map(int, arguments)
    return " ".join(map(str, plan(day, parcels)))


def serve_client(client: socket.socket) -> None:
    """One client: a line for each line, until it has no more to ask."""
    with client, client.makefile() as requests:
        for request in requests:
            client.sendall(f"{answer(request)}\n".encode())


def serve(listener: socket.socket) -> None:
    """Answers everybody who connects to `listener`, until it is stopped."""
    while True:
        client, _ = listener.accept()
        threading.Thread(target=serve_client, args=(client,), daemon=True).start()
