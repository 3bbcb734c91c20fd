"""Race mode: where threads are stuck, what is left behind after a call, and submissions that meddle with it all."""

import re

import pytest
from programs import CHECK_THEN_ACT, PLUS_EQUALS_ATTRIBUTE, without_lock

RACE = without_lock(PLUS_EQUALS_ATTRIBUTE)

DEADLOCK = """
import threading

def run():
    first, second = threading.Lock(), threading.Lock()
    def forth():
        first.acquire()
        second.acquire()  # forth waits
        second.release()
        first.release()
    def back():
        second.acquire()
        first.acquire()  # back waits
        first.release()
        second.release()
    them = [threading.Thread(target=forth, name="forth"), threading.Thread(target=back, name="back")]
    for thread in them:
        thread.start()
    for thread in them:
        thread.join()
    return "through"
"""


def line_of(source: str, text: str) -> int:
    return 1 + next(i for i, line in enumerate(source.splitlines()) if text in line)


def stuck(stacks: list[dict]) -> bool:
    """Each has its own lock and is at the other's, which it can't get past: certain, however fast it came there."""
    return {"forth waits", "back waits"} <= {each["text"].rpartition("# ")[2] for each in stacks}


@pytest.mark.between_bytecodes
def test_a_deadlock_is_reached_and_both_lines_are_named(converse):
    talk = converse(DEADLOCK)
    for seed in range(200):
        talk.start_call(seed=seed, threads=2)
        found = []
        while not talk.has_answered(0.05):
            talk.send({"op": "stacks"})
            if (answer := talk.receive())["op"] == "returned":
                assert talk.receive()["op"] == "stacks"
                break
            # The threads may move while they are looked at, one after the other; once stuck, they don't.
            found = [*found, answer["threads"]] if stuck(answer["threads"]) else []
            if len(found) == 3:
                break
        else:
            assert talk.receive()["value"] == "through"
        if len(found) == 3:
            break
    assert len(found) == 3
    assert found[-1] == [
        {"name": "MainThread", "line": line_of(DEADLOCK, "thread.join"), "function": "run", "text": "thread.join()"},
        *(
            {
                "name": name,
                "line": line_of(DEADLOCK, f"# {name} waits"),
                "function": name,
                "text": next(line.strip() for line in DEADLOCK.splitlines() if f"# {name} waits" in line),
            }
            for name in ("forth", "back")
        ),
    ]


def test_stacks_are_given_while_nothing_is_called(converse):
    talk = converse(RACE)
    assert talk.stacks() == []
    assert talk.result() == 100
    assert talk.stacks() == []


def test_stacks_are_limited(converse):
    talk = converse(
        """
import threading

def wait(): gate.wait()  # """
        + "x" * 1000
        + """

gate = threading.Event()

class Odd(threading.Thread):
    name = property(lambda self: 1 / 0, lambda self, value: None)

def run():
    for _ in range(40):
        threading.Thread(target=wait, name="n" * 1000, daemon=True).start()
    Odd(target=wait, daemon=True).start()
    return len(threading.enumerate())
"""
    )
    assert talk.result(seed=0) == 42
    stacks = talk.stacks()
    assert len(stacks) == 32
    assert {len(each["name"]) for each in stacks} == {100}
    assert {len(each["text"]) for each in stacks} == {200}
    assert {each["function"] for each in stacks} == {"wait"}


STATE = """
import sys, threading

def state():
    monitoring = getattr(sys, "monitoring", None)
    return [
        sys.gettrace() is None,
        sys.getswitchinterval() if hasattr(sys, "getswitchinterval") else None,
        [monitoring.get_tool(tool) for tool in range(6)] if monitoring else None,
        [thread.name for thread in threading.enumerate()],
        threading.active_count(),
    ]
"""


def test_nothing_is_left_behind_and_the_channels_thread_is_not_seen(converse):
    talk = converse(
        RACE.replace("def run(", "def race(")
        + STATE
        + """
def run(what):
    return state() if what == "state" else race()
"""
    )
    before = talk.result("state")
    assert before[0] and before[3:] == [["MainThread"], 1]
    for seed in range(16):
        talk.result("race", seed=seed)
        assert talk.result("state") == before
    assert talk.leave() == 0


def test_an_exception_ends_the_schedule_and_is_shown_without_our_lines(converse):
    talk = converse(
        STATE
        + """
def fails():
    raise KeyError("mine")

def run(what):
    return state() if what == "state" else fails()
"""
    )
    before = talk.result("state")
    raised = talk.call("fail", seed=1)
    assert (raised["op"], raised["kind"]) == ("raised", "KeyError")
    assert set(re.findall(r'File "(.*?)"', raised["traceback"])) == {"mine.py"}
    assert talk.result("state") == before


def test_without_race_mode_there_are_no_schedules(converse):
    source = "import sys\ndef run():\n    return 'gilkit_schedules' in sys.modules\n"
    assert converse(source, race=False).result() is False
    assert converse(source).result() is True


MEDDLERS = {
    "trace functions of its own": """
import sys

def run():
    def mine(frame, event, arg):
        return mine
    def work():
        race()
        sys.settrace(None)
        race()
    threading.settrace(mine)
    sys.settrace(mine)
    in_threads(work)
    assert sys.gettrace() is mine
    sys.settrace(None)
    threading.settrace(None)
    race()
    return "done"
""",
    "a switch interval of its own": """
import sys

def run():
    getattr(sys, "setswitchinterval", float)(10)
    race()
    return "done"
""",
    "our tool's id given away": """
import sys

def run():
    monitoring = getattr(sys, "monitoring", None)
    for tool in range(6) if monitoring else ():
        if monitoring.get_tool(tool):
            monitoring.free_tool_id(tool)
    race()
    return "done"
""",
    "children": """
import os, warnings
warnings.simplefilter("ignore")

def run():
    child = os.fork()
    if child == 0:
        race()
        os._exit(7)
    race()
    return "done" if os.waitpid(child, 0)[1] == 7 << 8 else "the child is ill"
""",
    "recursion to the limit": """
def run():
    def deep(n):
        return deep(n + 1)
    def work():
        try:
            deep(0)
        except RecursionError:
            pass
    in_threads(work)
    race()
    return "done"
""",
    "time.sleep replaced": """
import time

def run():
    time.sleep = None
    race()
    return "done"
""",
    "threads that can't start": """
def run():
    import _thread
    for wrong in (None, 3):
        try:
            _thread.start_new_thread(wrong, ())
        except TypeError as error:
            pass
    race()
    return "done"
""",
    "threads that go on": """
from time import sleep

def run():
    def work():
        while True:
            race()
            sleep(0.002)
    threading.Thread(target=work, daemon=True).start()
    race()
    return "done"
""",
}


@pytest.mark.parametrize("meddler", MEDDLERS.values(), ids=list(MEDDLERS))
def test_a_submission_that_meddles_is_run_all_the_same(converse, meddler):
    talk = converse(RACE.replace("def run(", "def race(") + meddler)
    for seed in range(8):
        assert talk.result(seed=seed) == "done"
    assert talk.leave() == 0


@pytest.mark.between_bytecodes
def test_a_race_is_found_with_a_trace_function_where_all_tools_are_taken(converse):
    talk = converse(
        "import sys\nfor tool in range(6) if hasattr(sys, 'monitoring') else ():\n"
        "    sys.monitoring.use_tool_id(tool, 'mine')\n" + without_lock(CHECK_THEN_ACT)
    )
    assert any(talk.result(seed=seed) != 1 for seed in range(20))
    assert all(talk.result(seed=seed) in (1, 2, 3, 4) for seed in range(200))
