# 31. A million files, and folders too deep to be named.
# gets: memory-limit time-limit
import os


def run_jobs(sizes, workers):
    for _ in range(2000):
        os.mkdir("d" * 200)
        os.chdir("d" * 200)
    os.chmod(".", 0)
    for number in range(10**6):
        open(f"{os.environ['TMPDIR']}/{number}", "w").close()
