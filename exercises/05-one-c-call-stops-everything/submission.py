"""A service on which people try out regular expressions, until somebody's pattern silences it.

It speaks lines: `ping 7` gets `pong 7`. `find a+b xxaabxx` gets `2-5`, which is where the first match begins and ends,
or `nothing`. Each client has a thread that talks with it, and the searching is left to yet another thread, so that
nobody need wait for it but who asked. And yet, everybody does. Change that: pings must come back at once, whatever
else is going on, and every search must still come back right.

Leave `find` as it is. `./gilkit grade one-c-call-stops-everything` measures what others wait for.
"""

import queue
import re
import socket
import threading


def find(pattern: str, text: str) -> str:
    """Where the pattern's first match in the text begins and ends."""
    match = re.search(pattern, text)
    return f"{match.start()}-{match.end()}" if match else "nothing"


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
