# 10. Returns subclasses of list and int that lie about themselves.
# gets: wrong-answer
class Right(int):
    def __repr__(self):
        return "0"

    def __eq__(self, other):
        return True

    def __reduce__(self):
        return (int, (0,))

    __hash__ = int.__hash__


class Rights(list):
    def __eq__(self, other):
        return True


def run_jobs(sizes, workers):
    return Rights(Right(1) for _ in sizes)
