# 63. Sends a message that is nested a million deep.
# gets: no-result
import os
import struct


def run_jobs(sizes, workers):
    body = b'{"op":' + b"[" * 1_000_000 + b"]" * 1_000_000 + b"}"
    data = struct.pack(">I", len(body)) + body
    while data:
        data = data[os.write(3, data):]
    return None
