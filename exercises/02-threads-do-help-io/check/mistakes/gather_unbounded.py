"""Mistake: `gather` starts all coroutines at once, and nothing holds any of them back."""

import asyncio
from typing import Optional
from urllib.parse import urlsplit


async def fetch(url: str) -> Optional[str]:
    """The text of the page, or None where the server doesn't answer it properly."""
    parts = urlsplit(url)
    try:
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        request = f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n\r\n"
        writer.write(request.encode())
        answer = await reader.read()
        writer.close()
    except OSError:
        return None
    head, _, body = answer.partition(b"\r\n\r\n")
    return body.decode() if head.startswith(b"HTTP/1.1 200 ") else None


async def gather_all(urls: list[str]) -> list[Optional[str]]:
    return list(await asyncio.gather(*(fetch(url) for url in urls)))


def fetch_all(urls: list[str], workers: int) -> list[Optional[str]]:
    return asyncio.run(gather_all(urls))
