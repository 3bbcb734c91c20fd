"""Mistake: asynchronous and bounded, but nobody looks at the status.

What comes with a 503 may look like a reading. It isn't one.
"""

import asyncio
import json
from urllib.parse import urlsplit


async def ask_turbine(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    try:
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        request = f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n\r\n"
        writer.write(request.encode())
        answer = await reader.read()
        writer.close()
    except OSError:
        return "no answer", 0
    head, _, body = answer.partition(b"\r\n\r\n")
    reading = json.loads(body)
    return reading["state"], reading["kw"]


async def ask_bounded(url: str, limit: asyncio.Semaphore) -> tuple[str, int]:
    async with limit:
        return await ask_turbine(url)


async def ask_farm(urls: list[str], workers: int) -> tuple[list[str], int]:
    limit = asyncio.Semaphore(workers)
    readings = await asyncio.gather(*(ask_bounded(url, limit) for url in urls))
    return [state for state, _ in readings], sum(kw for _, kw in readings)


def survey(urls: list[str], workers: int) -> tuple[list[str], int]:
    return asyncio.run(ask_farm(urls, workers))
