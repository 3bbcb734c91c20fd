"""When a submission passes, and how the grader finds out: in words, for every kind of exercise.

Only what the bindings tell is written as a number. The limits of some kinds are known to the grader alone; the
exercise's own text has them in a table.
"""

from sitegen.course import Exercise

# How the verdict comes about: the end of "The grader calls your function in a sandbox with fresh inputs, …".
_JUDGED = {
    "cpu": "compares its results with a reference’s, and measures from outside how parallel the work was",
    "native": "compares its results with a reference’s, and measures from outside how parallel the work was",
    "io": "compares its results with a reference’s, and has a slow server of its own note every request",
    "responsive": "compares its answers with a reference’s, and times how soon it answers small requests meanwhile",
    "race": "decides itself when each thread gets its turn, and compares the results with a reference’s",
    "output": "compares what it prints with what a reference prints",
}


def _speed(exercise: Exercise) -> str:
    return f"at least {exercise.speedup:g} times as fast as the sequential version, on {exercise.workers} idle cores"


def requirement(exercise: Exercise) -> str:
    """The end of the sentence "It passes when …"."""
    if exercise.kind == "io":
        requests = "its requests overlap, no more are under way than allowed, and none is made twice"
        return f"it is right, {requests}" + (f"; and it computes {_speed(exercise)}" if exercise.speedup else "")
    if exercise.kind == "responsive":
        return "its answers are right, and small requests are answered soon, whatever else it is doing"
    if exercise.kind == "race":
        return f"it is right whichever way its {exercise.workers} threads take turns"
    if exercise.kind == "output":
        return "it prints exactly what is asked for"
    return f"it is right, and {_speed(exercise)}, without much more work"


def judged(exercise: Exercise) -> str:
    return _JUDGED[exercise.kind]
