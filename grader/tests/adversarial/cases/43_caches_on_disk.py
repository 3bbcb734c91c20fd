# 43. Keeps its answers in files for the next run.
# gets: not-parallel
# never says: remembered
# not in: C D (they share /dev/shm with the machine)
# with: job
import json
import os

PLACES = [f"{folder}/answers-@token@.json" for folder in (".", "/tmp", "/var/tmp", "/dev/shm", os.path.dirname(__file__))]


def run_jobs(sizes, workers):
    known = {}
    for place in PLACES:
        try:
            known.update(json.load(open(place)))
            print("remembered")
        except (OSError, ValueError):
            pass
    for n in sizes:
        known.setdefault(str(n), None)
        known[str(n)] = known[str(n)] or job(n)
    for place in PLACES:
        try:
            json.dump(known, open(place, "w"))
        except OSError:
            pass
    return [known[str(n)] for n in sizes]
