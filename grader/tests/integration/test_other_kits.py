"""Exercises that other kits have, in our form, and wrong submissions that their own checks are known to let pass."""

import pytest
from course import copy_kit
from test_io import FETCH

pytestmark = pytest.mark.costly

BANK_INPUTS = """
import random

def cases(seed):
    rng = random.Random(seed)
    return [{"tellers": [[rng.randrange(-50, 100) for _ in range(20)] for _ in range(4)]} for _ in range(3)]
"""
BANK_REFERENCE = """
def balance(tellers):
    return sum(sum(amounts) for amounts in tellers)
"""
BANK = """
import threading


class BankAccount:
    def __init__(self):
        self.balance = 0
        self.lock = LOCK

    def change(self, amount):
        with self.lock:
            self.balance += amount


def balance(tellers):
    account = BankAccount()

    def work(amounts):
        for amount in amounts:
            account.change(amount)

    threads = [threading.Thread(target=work, args=(amounts,)) for amounts in tellers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return account.balance
"""

LETTERS_INPUTS = """
import random
import string

def texts(rng, count, length):
    return ["".join(rng.choice(string.printable) for _ in range(length)) for _ in range(count)]

def cases(seed):
    rng = random.Random(seed)
    return [{"texts": texts(rng, count, 40), "times": 2, "workers": 4} for count in (0, 1, 5)]

def workload(seed, workers, scale=1.0):
    rng = random.Random(seed)
    return {"texts": texts(rng, 4 * workers, 2000), "times": max(1, round(100 * scale)), "workers": workers}
"""
LETTERS_COUNT = """
import collections
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor


def count(text, times):
    found = {}
    for _ in range(times):
        for letter in text.lower():
            if letter.isalpha():
                found[letter] = found.get(letter, 0) + 1
    return found


def total(counts):
    whole = collections.Counter()
    for found in counts:
        whole.update(found)
    return dict(whole)
"""
LETTERS_REFERENCE = LETTERS_COUNT + """

def frequency(texts, times, workers):
    return total(count(text, times) for text in texts)
"""
LETTERS_POOL = LETTERS_COUNT + """

def frequency(texts, times, workers):
    with POOL(workers) as pool:
        return total(pool.map(count, texts, [times] * len(texts)))
"""

PAGES = FETCH + """
async def fetch_them(urls):
    tasks = [asyncio.ensure_future(fetch(url)) for url in urls] if EAGER else [fetch(url) for url in urls]
    return [await task for task in tasks]


def fetch_all(urls, workers):
    pages = []
    for i in range(0, len(urls), workers):
        pages += asyncio.run(fetch_them(urls[i : i + workers]))
    return pages
"""


@pytest.fixture
def graded(gilkit, tmp_path):
    """Grades a source for an exercise of the course whose function, reference and inputs are others."""

    def grade(exercise, source, function=None, reference=None, inputs=None):
        root = copy_kit(tmp_path / "kit")
        if function:
            (folder,) = (root / "exercises").glob(f"*-{exercise}")
            toml = folder / "exercise.toml"
            lines = [f'function = "{function}"' if line.startswith("function =") else line for line in toml.read_text().splitlines()]
            toml.write_text("\n".join(lines) + "\n")
            (folder / "check/reference.py").write_text(reference)
            (folder / "check/inputs.py").write_text(inputs)
        gilkit.root = root
        file = tmp_path / "submission.py"
        file.write_text(source)
        return gilkit.grade("--exercise", exercise, file).verdict

    return grade


@pytest.mark.parametrize("lock, verdict", [("contextlib.nullcontext()", "race"), ("threading.Lock()", "passed")])
def test_a_bank_account_without_its_lock(graded, lock, verdict):
    source = BANK.replace("LOCK", lock).replace("import threading", "import contextlib\nimport threading", 1)
    assert graded("plus-equals", source, "balance", BANK_REFERENCE, BANK_INPUTS) == verdict


@pytest.mark.parametrize(
    "source, verdict",
    [
        (LETTERS_REFERENCE, "not-parallel"),
        (LETTERS_POOL.replace("POOL", "ThreadPoolExecutor"), "not-parallel"),
        (LETTERS_POOL.replace("POOL", "ProcessPoolExecutor"), "passed"),
    ],
    ids=["one after the other", "threads", "processes"],
)
def test_a_letter_count_that_is_not_parallel(graded, source, verdict):
    assert graded("four-threads-one-core", source, "frequency", LETTERS_REFERENCE, LETTERS_INPUTS) == verdict


@pytest.mark.parametrize("eager, verdict", [("False", "not-concurrent"), ("True", "passed")], ids=["awaits", "tasks"])
def test_awaits_one_after_the_other_where_all_could_wait_at_once(graded, eager, verdict):
    assert graded("threads-do-help-io", PAGES.replace("EAGER", eager)) == verdict
