# 70. Rewrites the runner, itself, and the interpreter's library.
# gets: wrong-answer
# says: changed: []
# not in: D (its files are the user's own)
import os
import random


def run_jobs(sizes, workers):
    changed = []
    for path in ("/gilkit/runner.py", "/gilkit/code/submission.py", random.__file__, "/usr/lib/os-release", "/etc/passwd"):
        for change in (lambda: open(path, "a").close(), lambda: os.chmod(path, 0o777), lambda: os.utime(path),
                       lambda: os.rename(path, path + ".old"), lambda: os.unlink(path)):
            try:
                change()
                changed.append(path)
            except OSError:
                pass
    print("changed:", changed)
    return None
