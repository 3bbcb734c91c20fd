"""Mistake: the invoice is handed to another process, and nobody awaits it.

Pings come back at once; the invoice never does.
"""

import asyncio
import os
import socket
from concurrent.futures import ProcessPoolExecutor
from typing import Optional

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


class Service:
    def __init__(self, pool: ProcessPoolExecutor) -> None:
        self.pool = pool

    async def answer(self, request: str) -> Optional[str]:
        word, *arguments = request.split()
        if word == "ping":
            return f"pong {arguments[0]}"
        number, rows = map(int, arguments)
        asyncio.get_running_loop().run_in_executor(self.pool, render, number, rows)
        return None

    async def serve_client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One client: a line for each line, until it has no more to ask."""
        while line := await reader.readline():
            reply = await self.answer(line.decode().strip())
            if reply is not None:
                writer.write(f"{reply}\n".encode())
                await writer.drain()
        writer.close()


async def main(listener: socket.socket) -> None:
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        server = await asyncio.start_server(Service(pool).serve_client, sock=listener)
        async with server:
            await server.serve_forever()


def serve(listener: socket.socket) -> None:
    """Answers everybody who connects to `listener`, until it is stopped."""
    asyncio.run(main(listener))
