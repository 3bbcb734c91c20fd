"""Hostile schedules find what is right only by accident, and never blame what is right."""

import pytest
from programs import IN_FOUR_THREADS, NEEDLE, PROGRAMS, SHARED_GENERATOR, with_lock, without_lock

SCHEDULES = 200
SOON = 20  # schedules within which a careless program must have been caught

EACH_PROGRAM = pytest.mark.parametrize("program, right", PROGRAMS.values(), ids=list(PROGRAMS))


def first_wrong(talk, right, schedules: int):
    return next((seed for seed in range(schedules) if talk.result(seed=seed) != right), None)


@EACH_PROGRAM
@pytest.mark.between_bytecodes
def test_a_race_is_found_soon(converse, program, right):
    talk = converse(without_lock(program))
    assert first_wrong(talk, right, SOON) is not None
    assert first_wrong(talk, right, SOON) is not None  # and again, with what has been learnt


@EACH_PROGRAM
def test_with_a_lock_no_schedule_gives_a_wrong_result(converse, program, right):
    assert first_wrong(converse(with_lock(program)), right, SCHEDULES) is None


@pytest.mark.between_bytecodes
def test_a_race_that_is_far_from_the_start_and_happens_once_is_found(converse):
    assert first_wrong(converse(IN_FOUR_THREADS + NEEDLE), 1, SCHEDULES) is not None


@pytest.mark.between_bytecodes
def test_a_race_of_threads_that_outlive_the_calls_is_found(converse):
    talk = converse(
        """
import queue, threading

waiting = queue.Queue()
total = 0

def worker():
    global total
    while True:
        item = waiting.get()
        total += item
        waiting.task_done()

for _ in range(4):
    threading.Thread(target=worker, daemon=True).start()

def run():
    global total
    total = 0
    for _ in range(40):
        waiting.put(1)
    waiting.join()
    return total
"""
    )
    assert first_wrong(talk, 40, SOON) is not None
    assert first_wrong(talk, 40, SOON) is not None


@pytest.mark.between_bytecodes
def test_a_race_in_code_made_from_text_by_threads_that_threading_does_not_know_is_found(converse):
    talk = converse(
        """
from _thread import start_new_thread
from time import sleep

code = '''
for _ in range(25):
    box[0] += 1
done.append(True)
'''

def run():
    box, done = [0], []
    for _ in range(4):
        start_new_thread(exec, (code, {"box": box, "done": done}))
    while len(done) < 4:
        sleep(0.0001)
    return box[0]
"""
    )
    assert first_wrong(talk, 100, SOON) is not None


@pytest.mark.between_bytecodes
def test_a_generator_that_threads_share_is_found_out_and_does_not_crash_the_interpreter(converse):
    """Tracing one of these is delicate, see gilkit_instructions.py."""
    talk = converse(IN_FOUR_THREADS + SHARED_GENERATOR)
    found = [talk.result(seed=seed) for seed in range(SCHEDULES)]
    assert any(found)
    assert {error for errors in found for error in errors} == {"generator already executing"}


STEADY = (
    IN_FOUR_THREADS
    + """
import gilkit_schedules

def run():
    def work():
        total = 0
        for i in range(60):
            if i % 7 == 0:
                total += i
    in_threads(work)
    return None

def held():
    return [list(each) for each in gilkit_schedules.last.held]

def either(which):
    return run() if which == "run" else held()
"""
)


@pytest.mark.between_bytecodes
def test_the_same_seed_holds_the_same_threads_at_the_same_instructions(converse):
    def all_held(talk, seeds) -> dict[int, list]:
        found = {}
        for seed in seeds:
            talk.result("run", seed=seed)
            found[seed] = sorted(talk.result("held"))
        return found

    talk = converse(STEADY, function="either")
    all_held(talk, range(8))  # learns how long the threads are
    once, twice = all_held(talk, range(8, 24)), all_held(talk, range(8, 24))
    assert once == twice
    modes = [once[seed] for seed in range(8, 15)]
    assert all(modes), "every mode but calm holds somebody"
    assert len({str(each) for each in modes}) == len(modes)
    assert once[15] == []

    other = converse(STEADY, function="either")
    all_held(other, range(8))
    assert all_held(other, range(8, 24)) == once
