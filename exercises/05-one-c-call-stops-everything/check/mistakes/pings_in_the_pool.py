"""Mistake: another process answers everything, pings as well.

It does one thing at a time, so pings wait for their turn behind a search.
"""

import re
import socket
import threading
from concurrent.futures import ProcessPoolExecutor


def find(pattern: str, text: str) -> str:
    """Where the pattern's first match in the text begins and ends."""
    match = re.search(pattern, text)
    return f"{match.start()}-{match.end()}" if match else "nothing"


def answer(request: str) -> str:
    word, *arguments = request.split()
    if word == "ping":
        return f"pong {arguments[0]}"
    pattern, text = arguments
    return find(pattern, text)


def serve_client(client: socket.socket, pool: ProcessPoolExecutor) -> None:
    """One client: a line for each line, until it has no more to ask."""
    with client, client.makefile() as requests:
        for request in requests:
            client.sendall(f"{pool.submit(answer, request).result()}\n".encode())


def serve(listener: socket.socket) -> None:
    """Answers everybody who connects to `listener`, until it is stopped."""
    with ProcessPoolExecutor(max_workers=1) as pool:
        pool.submit(int).result()  # start the process before there are threads
        while True:
            client, _ = listener.accept()
            threading.Thread(target=serve_client, args=(client, pool), daemon=True).start()
