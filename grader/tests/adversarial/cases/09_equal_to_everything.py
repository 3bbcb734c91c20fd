# 9. Returns an object that is equal to everything.
# gets: wrong-answer
class Always:
    def __eq__(self, other):
        return True

    def __len__(self):
        return 9

    def __iter__(self):
        return iter([self] * 9)


def run_jobs(sizes, workers):
    return Always()
