"""How long does a health check take, while Celery workers render the invoices?

Takes more than Python: a redis-server on the PATH, and the packages celery and redis.
"""

import asyncio
import multiprocessing
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from celery import Celery

app = Celery("fixed_celery")


@app.task
def render(number: int) -> str:
    """An invoice: laid out by Python code, then signed in one long C call."""
    ink = number
    for dot in range(100_000):
        ink = (31 * ink + dot) % 1_000_003
    signature = pow(ink, 2**7000 + 1, 2**4253 - 1)
    return f"invoice {number}, signed {signature % 1_000_003}\n"


def use(queue: str) -> None:
    """The Redis that service and workers share; other processes are told by the environment."""
    os.environ["INVOICE_QUEUE"] = queue
    app.conf.update(broker_url=queue, result_backend=queue, broker_connection_retry_on_startup=True)


if "INVOICE_QUEUE" in os.environ:
    use(os.environ["INVOICE_QUEUE"])


def rendered(number: int) -> bytes:
    """Puts a job on the queue, and sleeps until a worker has done it: no GIL is needed for that."""
    return render.delay(number).get(timeout=60).encode()


async def service(listener: socket.socket) -> None:
    stopped = asyncio.Event()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        path = (await reader.readuntil(b"\r\n\r\n")).split()[1]
        body = b"ok\n"
        if path == b"/invoice":
            body = await asyncio.get_running_loop().run_in_executor(pool, rendered, 4711)
        elif path == b"/stop":
            stopped.set()
        head = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
        writer.write(head % len(body) + body)
        writer.close()

    with ThreadPoolExecutor(max_workers=4) as pool:
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
    print(f"four invoices, rendered by Celery workers, take {took:.2f} s")
    print(
        f"meanwhile: median {1000 * statistics.median(waits):.0f} ms, "
        f"longest {1000 * max(waits):.0f} ms, {100 * max(waits) / took:.0f} % of that time"
    )
    await get(port, "/stop")


@contextmanager
def queue_and_workers() -> Iterator[None]:
    """A Redis of our own and four workers, which are ready."""
    here = Path(__file__).resolve()
    with tempfile.TemporaryDirectory() as folder:
        redis = ["redis-server", "--port", "0", "--unixsocket", f"{folder}/redis", "--save", "", "--dir", folder]
        worker = [sys.executable, "-m", "celery", "-A", here.stem, "worker", "--concurrency", "4", "-l", "ERROR"]
        use(f"redis+socket://{folder}/redis")
        environment = {**os.environ, "C_FORCE_ROOT": "1", "PYTHONDONTWRITEBYTECODE": "1"}
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        with subprocess.Popen(redis, **quiet) as store, subprocess.Popen(
            worker, cwd=here.parent, env=environment, **quiet
        ) as workers:
            try:
                rendered(4711)
                yield
            finally:
                workers.terminate()
                workers.wait()
                store.terminate()


if __name__ == "__main__":
    with socket.create_server(("127.0.0.1", 0)) as listener, queue_and_workers():
        server = multiprocessing.Process(target=serve, args=(listener,))
        server.start()
        asyncio.run(visit(listener.getsockname()[1]))
        server.join()
