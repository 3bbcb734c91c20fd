# 6. Writes over every file of the grader that it can name.
# gets: wrong-answer
# says: reached: []
# not in: D (its files are the user's own)
import os


def run_jobs(sizes, workers):
    reached = []
    for path in ("@canary@", "@root@/exercises/course.toml", "/gilkit/runner.py", "/gilkit/init", __file__):
        try:
            with open(path, "r+") as file:
                file.write("# mine now")
            reached.append(path)
        except OSError:
            pass
    print("reached:", [path for path in reached if path != __file__])
    return None
