# 76. Keeps memory that no process has mapped: pipes, sockets, files without names.
# gets: wrong-answer memory-limit crashed
# not in: C D (its files are on the machine's own disks)
import os
import socket
import tempfile


def run_jobs(sizes, workers):
    kept, block = [], b"x" * (1 << 20)
    while True:
        try:
            file = tempfile.TemporaryFile()
            for _ in range(200):
                file.write(block)
            kept.append(file)
        except OSError:
            break
    while True:
        try:
            ends = socket.socketpair()
            ends[0].setblocking(False)
            ends[0].send(block)
            kept.append(ends)
        except OSError:
            return None
