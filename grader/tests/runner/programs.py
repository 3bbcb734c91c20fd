"""Submissions that are wrong in ways that hardly any interpreter shows by itself, and the same put right by a lock."""

IN_FOUR_THREADS = """
import threading

def in_threads(work, threads=4):
    them = [threading.Thread(target=work) for _ in range(threads)]
    for thread in them:
        thread.start()
    for thread in them:
        thread.join()
"""

PLUS_EQUALS_CLOSURE = """
def run(lock):
    total = 0
    def work():
        nonlocal total
        for _ in range(25):
            with lock:
                total += 1
    in_threads(work)
    return total
"""

PLUS_EQUALS_ATTRIBUTE = """
class Counter:
    def __init__(self):
        self.total = 0

def run(lock):
    counter = Counter()
    def work():
        for _ in range(25):
            with lock:
                counter.total += 1
    in_threads(work)
    return counter.total
"""

PLUS_EQUALS_CALL = """
def one():
    return 1

total = 0

def run(lock):
    global total
    total = 0
    def work():
        global total
        for _ in range(25):
            with lock:
                total += one()
    in_threads(work)
    return total
"""

CHECK_THEN_ACT = """
def run(lock):
    cache = {}
    computed = []
    def compute():
        computed.append("key")
        return 42
    def work():
        with lock:
            if "key" not in cache:
                cache["key"] = compute()
    in_threads(work)
    return len(computed)
"""

# Computed once, in the middle of much else.
NEEDLE = """
def run():
    cache = {}
    computed = []
    def busy():
        total = 0
        for i in range(300):
            total += i
    def work():
        busy()
        if "key" not in cache:
            computed.append("key")
            cache["key"] = 42
        busy()
    in_threads(work)
    return len(computed)
"""

SHARED_GENERATOR = """
def run():
    def count():
        for i in range(40):
            yield i
    shared, errors = count(), []
    def work():
        try:
            for _ in shared:
                pass
        except ValueError as error:
            errors.append(str(error))
    in_threads(work)
    return errors
"""

# What run() returns when it is right.
PROGRAMS = {
    "closure": (PLUS_EQUALS_CLOSURE, 100),
    "attribute": (PLUS_EQUALS_ATTRIBUTE, 100),
    "call": (PLUS_EQUALS_CALL, 100),
    "check-then-act": (CHECK_THEN_ACT, 1),
}


def without_lock(program: str) -> str:
    """The lines under `with lock:` move to its place."""
    lines, inside = [], None
    for line in program.splitlines():
        depth = len(line) - len(line.lstrip())
        if line.strip() == "with lock:":
            inside = depth
            continue
        if inside is not None and line.strip() and depth <= inside:
            inside = None
        lines.append(line[4:] if inside is not None else line)
    return IN_FOUR_THREADS + "\n".join(lines).replace("def run(lock):", "def run():") + "\n"


def with_lock(program: str) -> str:
    return IN_FOUR_THREADS + program.replace("def run(lock):\n", "def run():\n    lock = threading.Lock()\n")
