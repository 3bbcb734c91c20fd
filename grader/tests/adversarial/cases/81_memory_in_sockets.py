# 81. Keeps memory where no process has it: in what waits to be read from sockets.
# gets: memory-limit
# not in: B C D (it is in no process's account)
# time: 60
import os
import signal
import socket

PROCESSES = 16
PAIRS = 450  # descriptors are limited
BLOCK = bytes(65536)


def fill():
    pairs = [socket.socketpair() for _ in range(PAIRS)]
    for end, _ in pairs:
        end.setblocking(False)
        try:
            while True:
                end.send(BLOCK)
        except BlockingIOError:
            pass
    signal.pause()


def run_jobs(sizes, workers):
    for _ in range(PROCESSES):
        if os.fork() == 0:
            fill()
    signal.pause()
