# 83. Answers before it was asked, while it is imported.
# gets: no-result
import json
import os
import struct

body = json.dumps({"op": "returned", "value": None}).encode()
os.write(3, struct.pack(">I", len(body)) + body)


def run_jobs(sizes, workers):
    return None
