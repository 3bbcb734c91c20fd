"""Four threads make 200,000 updates of a counter. How many get lost?"""

import sys
import threading
from collections.abc import Callable

THREADS = 4
EACH = 50_000

sys.setswitchinterval(0.0001)  # The default is 0.005 s: the same accidents, only fewer.


def one() -> int:
    """Work a little, as a function that looks up a price would, and return 1."""
    for _ in range(20):
        pass
    return 1


class Counter:
    def __init__(self) -> None:
        self.value = 0

    def add_plainly(self) -> None:
        for _ in range(EACH):
            self.value += 1

    def add_with_a_call(self) -> None:
        for _ in range(EACH):
            self.value += one()


def run(form: str, add: Callable[[Counter], None]) -> None:
    counter = Counter()
    threads = [threading.Thread(target=add, args=(counter,)) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    updates = THREADS * EACH
    lost = updates - counter.value
    print(f"{form}: {lost} of {updates} updates lost, {lost / updates:.0%}")


run("value += 1", Counter.add_plainly)
run("value += one()", Counter.add_with_a_call)
