# 4. Prints what a result looks like.
# gets: wrong-answer
import json


def run_jobs(sizes, workers):
    print(json.dumps({"schema": "gilkit.grade/1", "results": [{"verdict": "passed", "reason": None}]}))
    print(json.dumps({"op": "returned", "value": [0] * len(sizes)}))
    return None
