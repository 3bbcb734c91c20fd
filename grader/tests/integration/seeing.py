"""What the tests of timelines share: a program with a thread in each state, and what must be seen of it."""

import subprocess

import pytest
from measuring import PYTHON, ROOT, next_line

EVERY_STATE = [*PYTHON, ROOT / "grader/tests/programs/every_state.py"]


def ids_in(line: str) -> dict[str, int]:
    """The threads that the program names, and the kernel's ids of them."""
    words = line.split()
    return dict(zip(words[::2], map(int, words[1::2])))


def spent(report: dict, tid: int) -> dict:
    (lane,) = (lane for lane in report["timeline"]["lanes"] if lane["tid"] == tid)
    total = sum(lane["spent_s"].values())
    return {state: seconds / total for state, seconds in lane["spent_s"].items()}


def assert_states(report: dict, ids: dict) -> None:
    """Each thread in its state. The first moments, in which all of them start, are part of it."""
    for name in ("count-1", "count-2"):
        shares = spent(report, ids[name])
        assert shares["holds"] > 0.1 and shares["waits"] > 0.1, shares
        assert shares["holds"] + shares["waits"] + shares["starved"] > 0.8, shares
    digest = spent(report, ids["digest"])
    assert digest["native"] + digest["starved"] > 0.5 and digest["holds"] < 0.1, digest
    assert spent(report, ids["sleep"])["sleeps"] > 0.8
    assert spent(report, ids["lock"])["lock"] > 0.8
    assert spent(report, ids["pipe"])["io"] > 0.8
    (process,) = report["gil"]["processes"]
    assert process["gil"] == "seen" and process["words"].startswith("CPython 3.")
    assert process["held_share"] > 0.8 and process["switches"] > 20


@pytest.fixture
def running():
    """Starts a program that says which threads it has, and ends it."""
    started = []

    def start(*command: object) -> tuple[subprocess.Popen, str]:
        process = subprocess.Popen(list(map(str, command)), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        started.append(process)
        return process, next_line(process)

    yield start
    for process in started:
        process.kill()
        process.communicate()
