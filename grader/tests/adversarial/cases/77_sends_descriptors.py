# 77. Sends descriptors in the grader's way, over its own connection.
# gets: wrong-answer no-result
import array
import os
import socket


def run_jobs(sizes, workers):
    channel = socket.socket(fileno=os.dup(3))
    fds = array.array("i", [os.open("/dev/zero", os.O_RDONLY) for _ in range(200)])
    channel.sendmsg([b"\0"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, fds)])
    return None
