"""Mistake: the other process is to send back the match itself.

That can't be pickled, so `result` raises an exception, the client's thread dies of it and hangs up.
"""

import re
import socket
import threading
from concurrent.futures import ProcessPoolExecutor


def answer(request: str, pool: ProcessPoolExecutor) -> str:
    word, *arguments = request.split()
    if word == "ping":
        return f"pong {arguments[0]}"
    pattern, text = arguments
    match = pool.submit(re.search, pattern, text).result()
    return f"{match.start()}-{match.end()}" if match else "nothing"


def serve_client(client: socket.socket, pool: ProcessPoolExecutor) -> None:
    """One client: a line for each line, until it has no more to ask."""
    with client, client.makefile() as requests:
        for request in requests:
            client.sendall(f"{answer(request, pool)}\n".encode())


def serve(listener: socket.socket) -> None:
    """Answers everybody who connects to `listener`, until it is stopped."""
    with ProcessPoolExecutor(max_workers=1) as pool:
        pool.submit(int).result()  # start the process before there are threads
        while True:
            client, _ = listener.accept()
            threading.Thread(target=serve_client, args=(client, pool), daemon=True).start()
