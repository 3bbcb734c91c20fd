"""How long does a health check take, while the service renders invoices in threads?"""

import asyncio
import multiprocessing
import socket
import statistics
import time
from concurrent.futures import ThreadPoolExecutor


def render(number: int) -> bytes:
    """An invoice: laid out by Python code, then signed in one long C call."""
    ink = number
    for dot in range(100_000):
        ink = (31 * ink + dot) % 1_000_003
    signature = pow(ink, 2**7000 + 1, 2**4253 - 1)
    return b"invoice %d, signed %d\n" % (number, signature % 1_000_003)


async def service(listener: socket.socket) -> None:
    stopped = asyncio.Event()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        path = (await reader.readuntil(b"\r\n\r\n")).split()[1]
        body = b"ok\n"
        if path == b"/invoice":
            body = await asyncio.get_running_loop().run_in_executor(pool, render, 4711)
        elif path == b"/stop":
            stopped.set()
        head = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
        writer.write(head % len(body) + body)
        writer.close()

    with ThreadPoolExecutor(max_workers=4) as pool:
        list(pool.map(abs, range(4)))  # starts the workers before anybody asks
        async with await asyncio.start_server(answer, sock=listener, backlog=1000):
            await stopped.wait()


def serve(listener: socket.socket) -> None:
    asyncio.run(service(listener))


async def get(port: int, path: str) -> float:
    """Asks for a page, and returns the seconds until it was there."""
    start = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    await reader.readuntil(b"\r\n\r\n")
    await reader.readline()
    writer.close()
    return time.perf_counter() - start


async def visit(port: int) -> None:
    """The clients: four want an invoice, and every 50 ms one asks how the service is."""
    quiet = [await get(port, "/health") for _ in range(20)]
    print(f"quiet: a health check takes {1000 * statistics.median(quiet):.1f} ms")
    start = time.perf_counter()
    invoices = asyncio.gather(*(get(port, "/invoice") for _ in range(4)))
    checks = []
    while not invoices.done():
        checks.append(asyncio.create_task(get(port, "/health")))
        await asyncio.sleep(0.05)
    took = time.perf_counter() - start
    waits = await asyncio.gather(*checks)
    print(f"four invoices, rendered in threads, take {took:.2f} s")
    print(
        f"meanwhile: median {1000 * statistics.median(waits):.0f} ms, "
        f"longest {1000 * max(waits):.0f} ms, {100 * max(waits) / took:.0f} % of that time"
    )
    await get(port, "/stop")


if __name__ == "__main__":
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = multiprocessing.Process(target=serve, args=(listener,))
        server.start()
        asyncio.run(visit(listener.getsockname()[1]))
        server.join()
