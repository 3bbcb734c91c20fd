"""Mistake: a plain loop of accept(), which comes to the next client when the first one has left."""

import socket

PRIME = 1_000_003
MODULUS = 2**4253 - 1


def render(number: int, rows: int) -> str:
    """The invoice, drawn dot by dot and sealed: what a PDF library would take its time for."""
    ink = number
    for row in range(rows):
        for dot in range(2400):
            ink = (31 * ink + row * dot) % PRIME
    seal = pow(ink + 2, (1 << (32 * rows)) + 1, MODULUS)  # one C call
    return f"{number} {ink} {seal % PRIME}"


def answer(request: str) -> str:
    word, *arguments = request.split()
    if word == "ping":
        return f"pong {arguments[0]}"
    number, rows = map(int, arguments)
    return render(number, rows)


def serve(listener: socket.socket) -> None:
    while True:
        client, _ = listener.accept()
        with client, client.makefile("rw") as lines:
            for line in lines:
                lines.write(f"{answer(line.strip())}\n")
                lines.flush()
