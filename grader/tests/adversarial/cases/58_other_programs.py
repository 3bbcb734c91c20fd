# 58. Starts interpreters of its own, by the command line.
# gets: passed
# with: job
import json
import subprocess
import sys

PROGRAM = "import json, sys; sys.path.insert(0, sys.argv[1]); from submission import job; print(json.dumps([job(n) for n in json.loads(sys.argv[2])]))"


def run_jobs(sizes, workers):
    started = [
        subprocess.Popen([sys.executable, "-c", PROGRAM, sys.path[0], json.dumps(sizes[part::workers])], stdout=subprocess.PIPE)
        for part in range(workers)
    ]
    results = [None] * len(sizes)
    for part, process in enumerate(started):
        results[part::workers] = json.loads(process.communicate()[0])
    return results
