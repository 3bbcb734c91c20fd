# 17. Replaces what the runner uses: json, builtins, sockets.
# gets: wrong-answer no-result crashed
import builtins
import json
import socket

json.dumps = lambda *a, **k: '{"op": "returned", "value": [1, 2, 3]}'
json.loads = lambda *a, **k: {"op": "bye"}
builtins.len = lambda x: 0
builtins.isinstance = lambda *a: True


def run_jobs(sizes, workers):
    return None
