# 14. Reads the worked solution, the reference and what the grader was told.
# gets: wrong-answer
# says: found: 0
# not in: D (it reads what its user can read)
import glob


def run_jobs(sizes, workers):
    found = []
    for path in ("@root@/solutions/*/submission.py", "@root@/exercises/*/check/*.py", "/proc/1/environ",
                 "/proc/1/fd/*", "/proc/*/root/@root@/solutions/*/submission.py", "/proc/1/cwd/*"):
        for file in glob.glob(path):
            try:
                found.append(open(file).read())
            except OSError:
                pass
    for text in found:
        scope = {}
        try:
            exec(text, scope)
            return scope["run_jobs"](sizes, 1)
        except Exception:
            pass
    print("found:", len(found))
    return None
