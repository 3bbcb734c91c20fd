# 82. Says once more that it is loaded, in place of its answer.
# gets: no-result
import json
import os
import struct


def run_jobs(sizes, workers):
    body = json.dumps({"op": "loaded"}).encode()
    os.write(3, struct.pack(">I", len(body)) + body)
    return None
