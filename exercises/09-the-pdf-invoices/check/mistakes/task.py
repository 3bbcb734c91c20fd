"""Mistake: the rendering is in a task of its own.

A task is a turn of the same loop, in the same thread. Once it has its turn, it keeps it until it awaits
something.
"""

import asyncio
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


async def render_in_task(number: int, rows: int) -> str:
    return render(number, rows)


async def answer(request: str) -> str:
    word, *arguments = request.split()
    if word == "ping":
        return f"pong {arguments[0]}"
    number, rows = map(int, arguments)
    return await asyncio.create_task(render_in_task(number, rows))


async def serve_client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One client: a line for each line, until it has no more to ask."""
    while line := await reader.readline():
        reply = await answer(line.decode().strip())
        writer.write(f"{reply}\n".encode())
        await writer.drain()
    writer.close()


async def main(listener: socket.socket) -> None:
    server = await asyncio.start_server(serve_client, sock=listener)
    async with server:
        await server.serve_forever()


def serve(listener: socket.socket) -> None:
    """Answers everybody who connects to `listener`, until it is stopped."""
    asyncio.run(main(listener))
