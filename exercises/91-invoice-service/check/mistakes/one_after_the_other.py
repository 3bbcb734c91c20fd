"""Mistake: the letters of a request are awaited one after the other.

So no two of them meet within a request, and a full bag takes as long as all of its letters together.
"""

import asyncio
import os
import socket
import time
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor

PRIME = 1_000_003
MODULUS = 2**4423 - 1


def render(number: int, rows: int) -> str:
    """The invoice, laid out row by row and signed: what a PDF library would take its time for."""
    ink = number
    for row in range(rows):
        for dot in range(1500):
            ink = (37 * ink + row * dot) % PRIME
    signature = pow(ink + 2, (1 << (32 * rows)) + 1, MODULUS)  # one C call
    return f"{number} {ink} {signature % PRIME}"


def payment_reference(number: int) -> int:
    """What the customer writes on the transfer: the invoice's number with two check digits (ISO 7064, mod 97)."""
    return 100 * number + 98 - 100 * number % 97


def frank(number: int) -> str:
    """Waits for a franking machine, of which there are plenty, and returns the imprint. Its maker's code."""
    time.sleep(0.25)
    return f"{number}-{98 - 100 * number % 97:02}"


class Bag:
    """A mailbag. Its letters have the numbers 1, 2, 3 and so on: no gap, no double."""

    def __init__(self) -> None:
        self.last_number = 0
        self.imprints: dict[str, str] = {}  # order → what was printed on its letter


class Service:
    def __init__(self, pool: ProcessPoolExecutor) -> None:
        self.pool = pool
        self.bags: defaultdict[str, Bag] = defaultdict(Bag)

    async def answer(self, request: str) -> str:
        word, *arguments = request.split()
        if word == "ping":
            return f"pong {arguments[0]}"
        if word == "invoice":
            return await self.invoice(*map(int, arguments))
        if word == "references":
            return await self.references(*map(int, arguments))
        bag, *orders = arguments
        return await self.post(self.bags[bag], orders)

    async def invoice(self, number: int, rows: int) -> str:
        """Renders in another process, whose GIL is its own affair."""
        return await asyncio.get_running_loop().run_in_executor(self.pool, render, number, rows)

    async def references(self, first: int, count: int) -> str:
        """The payment references of `count` invoices: how many they are, and their sum, as the bank wants it."""
        # A message to a worker costs far more than a reference. All of them together take the loop a moment.
        return f"{count} {sum(map(payment_reference, range(first, first + count)))}"

    async def post(self, bag: Bag, orders: list[str]) -> str:
        """Puts the letters of all `orders` in the bag, and returns their imprints in the same order."""
        return " ".join([await self.letter(bag, order) for order in orders])

    async def letter(self, bag: Bag, order: str) -> str:
        """Franks the letter of one order, unless that has been done."""
        if order not in bag.imprints:
            number = bag.last_number + 1
            bag.imprints[order] = await asyncio.to_thread(frank, number)
            bag.last_number = number
        return bag.imprints[order]

    async def serve_client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One client: a line for each line, until it has no more to ask."""
        while line := await reader.readline():
            reply = await self.answer(line.decode().strip())
            writer.write(f"{reply}\n".encode())
            await writer.drain()
        writer.close()


async def main(listener: socket.socket) -> None:
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        list(pool.map(abs, range(4)))  # starts the workers before anybody asks
        server = await asyncio.start_server(Service(pool).serve_client, sock=listener)
        async with server:
            await server.serve_forever()


def serve(listener: socket.socket) -> None:
    """Answers everybody who connects to `listener`, until it is stopped."""
    asyncio.run(main(listener))
