"""Mistake: the searcher is a process now, and has the queue that it had as a thread.

A forked process has a copy of it. What the server puts into the queue stays in the server.
"""

import multiprocessing
import queue
import re
import socket
import threading

fork = multiprocessing.get_context("fork")  # spawn would refuse: such a queue can't be pickled


def find(pattern: str, text: str) -> str:
    """Where the pattern's first match in the text begins and ends."""
    match = re.search(pattern, text)
    return f"{match.start()}-{match.end()}" if match else "nothing"


class Searcher(fork.Process):
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
