"""Mistake: the text is searched piece by piece, so that each call is short.

Pings get through, but a match may begin in one piece and end in another.
"""

import queue
import re
import socket
import threading

PIECE = 100


def find(pattern: str, text: str) -> str:
    """Where the pattern's first match in the text begins and ends."""
    for start in range(0, len(text), PIECE):
        match = re.search(pattern, text[start : start + PIECE])
        if match:
            return f"{start + match.start()}-{start + match.end()}"
    return "nothing"


class Searcher(threading.Thread):
    """Searches for everybody, in the order in which they ask."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.jobs = queue.SimpleQueue()

    def run(self) -> None:
        while True:
            pattern, text, reply = self.jobs.get()
            reply.put(find(pattern, text))

    def ask(self, pattern: str, text: str) -> str:
        """Called by the others: leaves the search to this thread, and waits for the result."""
        reply = queue.SimpleQueue()
        self.jobs.put((pattern, text, reply))
        return reply.get()


def answer(request: str, searcher: Searcher) -> str:
    word, *arguments = request.split()
    if word == "ping":
        return f"pong {arguments[0]}"
    pattern, text = arguments
    return searcher.ask(pattern, text)


def serve_client(client: socket.socket, searcher: Searcher) -> None:
    """One client: a line for each line, until it has no more to ask."""
    with client, client.makefile() as requests:
        for request in requests:
            client.sendall(f"{answer(request, searcher)}\n".encode())


def serve(listener: socket.socket) -> None:
    """Answers everybody who connects to `listener`, until it is stopped."""
    searcher = Searcher()
    searcher.start()
    while True:
        client, _ = listener.accept()
        threading.Thread(target=serve_client, args=(client, searcher), daemon=True).start()
