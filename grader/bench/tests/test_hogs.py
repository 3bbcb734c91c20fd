"""Neighbours are gone when they must be."""

import os
import signal
import subprocess
import sys
import time

import pytest
from conftest import BENCH
from lib.hogs import Hogs, Neighbourhood

CPU = min(os.sched_getaffinity(0))


def alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("switching", [False, True])
def test_hogs_run_where_they_were_told_and_are_gone_afterwards(switching):
    with Hogs(2, [CPU], switching, seed=1) as hogs:
        pids = [process.pid for process in hogs.processes]
        assert len(pids) == 2
        assert all(os.sched_getaffinity(pid) == {CPU} for pid in pids)
    assert not any(map(alive, pids))


def test_hogs_are_gone_after_an_error():
    with pytest.raises(KeyboardInterrupt):
        with Hogs(2, [CPU], False, seed=1) as hogs:
            pids = [process.pid for process in hogs.processes]
            raise KeyboardInterrupt
    assert not any(map(alive, pids))


def test_hogs_that_cannot_start_are_an_error_and_leave_nothing():
    hogs = Hogs(2, [CPU], False, seed=1)
    hogs.commands[1] = ["/bin/true"]
    with pytest.raises(OSError, match="did not start"):
        hogs.__enter__()
    assert hogs.processes == []


def test_no_hogs_is_no_process():
    with Hogs(0, [CPU], False, seed=1) as hogs:
        assert hogs.processes == []


def test_equal_hogs_are_shared_until_the_last_has_ended():
    neighbourhood = Neighbourhood()
    with neighbourhood.beside(2, [CPU], False, seed=1):
        with neighbourhood.beside(2, [CPU], False, seed=2):
            ((hogs, users),) = neighbourhood.shared.values()
            pids = [process.pid for process in hogs.processes]
            assert (len(pids), users) == (2, 2)
        assert all(map(alive, pids))
        with neighbourhood.beside(1, [CPU], False, seed=3):
            assert len(neighbourhood.shared) == 2
    assert not any(map(alive, pids))
    assert neighbourhood.shared == {}


@pytest.mark.parametrize("switching", [False, True])
def test_hogs_end_with_a_parent_that_was_killed(switching):
    program = f"""
import sys, time
sys.path.insert(0, {str(BENCH)!r})
from lib.hogs import Hogs
with Hogs(2, [{CPU}], {switching}, seed=1) as hogs:
    print(*[process.pid for process in hogs.processes], flush=True)
    time.sleep(1000)
"""
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    pids = [int(word) for word in parent.stdout.readline().split()]
    assert len(pids) == 2
    assert all(map(alive, pids))
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    while any(map(alive, pids)):  # CTest's limit ends a test that waits for ever
        time.sleep(0.02)
