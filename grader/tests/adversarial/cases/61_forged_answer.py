# 61. Speaks to the grader in the runner's place, with a made-up answer.
# gets: wrong-answer
import json
import os
import struct


def run_jobs(sizes, workers):
    body = json.dumps({"op": "returned", "value": [0 for _ in sizes] + [1]}).encode()
    os.write(3, struct.pack(">I", len(body)) + body)
    os.write(3, struct.pack(">I", len(body)) + body)
    return None
