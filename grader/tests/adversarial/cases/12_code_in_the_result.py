# 12. Returns objects that run code when they are unpickled, printed or collected.
# gets: wrong-answer
import os


class Payload:
    def __reduce__(self):
        return (os.system, ("echo pwned > @canary@",))

    def __del__(self):
        pass

    def __repr__(self):
        os.abort()


def run_jobs(sizes, workers):
    return [Payload() for _ in sizes]
