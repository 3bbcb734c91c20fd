# 28. Leaves a thread that keeps the process alive.
# gets: time-limit wrong-answer
import threading


def run_jobs(sizes, workers):
    threading.Thread(target=threading.Event().wait).start()
    return None
