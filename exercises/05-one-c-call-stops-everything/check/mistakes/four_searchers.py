"""Mistake: four threads search instead of one, so that one is always free.

What they lack is the GIL, and there is one of that.
"""

import re
import socket
import threading
from concurrent.futures import ThreadPoolExecutor


def find(pattern: str, text: str) -> str:
    """Where the pattern's first match in the text begins and ends."""
    match = re.search(pattern, text)
    return f"{match.start()}-{match.end()}" if match else "nothing"


def answer(request: str, pool: ThreadPoolExecutor) -> str:
    word, *arguments = request.split()
    if word == "ping":
        return f"pong {arguments[0]}"
    pattern, text = arguments
    return pool.submit(find, pattern, text).result()


def serve_client(client: socket.socket, pool: ThreadPoolExecutor) -> None:
    """One client: a line for each line, until it has no more to ask."""
    with client, client.makefile() as requests:
        for request in requests:
            client.sendall(f"{answer(request, pool)}\n".encode())


def serve(listener: socket.socket) -> None:
    """Answers everybody who connects to `listener`, until it is stopped."""
    with ThreadPoolExecutor(max_workers=4) as pool:
        while True:
            client, _ = listener.accept()
            threading.Thread(target=serve_client, args=(client, pool), daemon=True).start()
