"""The kind `io`: what is under way at the grader's slow server decides, not the time it takes."""

import os
import subprocess
import sys

import pytest
from course import CourseExercise

EXERCISE = CourseExercise("threads-do-help-io")

# One page, by asyncio's streams.
FETCH = """
import asyncio
from urllib.parse import urlsplit


async def fetch(url):
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    try:
        writer.write(f"GET {parts.path} HTTP/1.1\\r\\nHost: {parts.netloc}\\r\\nConnection: close\\r\\n\\r\\n".encode())
        answer = await reader.read()
    except ConnectionError:
        return None
    finally:
        writer.close()
    head, _, body = answer.partition(b"\\r\\n\\r\\n")
    return body.decode() if head.split()[1:2] == [b"200"] else None


"""

WITH_ASYNCIO = FETCH + """
async def fetch_in_turn(url, gate):
    async with gate:
        return await fetch(url)


async def fetch_them(urls, workers):
    gate = asyncio.Semaphore(workers)
    return await asyncio.gather(*[fetch_in_turn(url, gate) for url in urls])


def fetch_all(urls, workers):
    return asyncio.run(fetch_them(urls, workers))
"""

MANY_CONNECTIONS = """
import socket
from urllib.parse import urlsplit


def fetch_all(urls, workers):
    parts = urlsplit((urls or ["http://127.0.0.1:1"])[0])
    held = []
    for _ in range(10_000 if urls else 0):
        held.append(socket.create_connection((parts.hostname, parts.port)))
    return []
"""

NEVER_ENDS = """
import threading


def fetch_all(urls, workers):
    threading.Thread(target=threading.Event().wait).start()
    return fetch_in_turn(urls)


def fetch_in_turn(urls):
    return [page(url) for url in urls]


def page(url):
    import urllib.request
    try:
        with urllib.request.urlopen(url) as answer:
            return answer.read().decode() if answer.status == 200 else None
    except OSError:
        return None
"""

SWALLOWS_CANCELLATION = """
import asyncio


async def forever():
    while True:
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            pass


async def main():
    asyncio.create_task(forever())
    await asyncio.sleep(0)
    return []


def fetch_all(urls, workers):
    return asyncio.run(main())
"""


def requests_of(outcome) -> dict:
    assert outcome.result["requests"]["required"] == 3
    assert outcome.result["requests"]["allowed"] == 8
    return outcome.result["requests"]


@pytest.mark.parametrize("source", [EXERCISE.solution(), WITH_ASYNCIO], ids=["threads", "asyncio"])
def test_waiting_at_the_same_time_passes(graded, source):
    outcome = graded(source)
    assert (outcome.code, outcome.verdict) == (0, "passed")
    requests = requests_of(outcome)
    assert requests["asked"] == 48
    assert 3 <= requests["mean_in_flight"] <= requests["most_in_flight"] <= 8


def test_one_after_the_other_does_not(graded):
    outcome = graded(EXERCISE.mistake("sequential.py"))
    assert (outcome.code, outcome.verdict) == (1, "not-concurrent")
    assert requests_of(outcome)["most_in_flight"] == 1
    assert "one page at a time" in outcome.result["message"]


def test_all_at_once_is_too_many(graded):
    outcome = graded(EXERCISE.mistake("thread_for_each_page.py"))
    assert (outcome.code, outcome.verdict) == (1, "overloaded")
    assert requests_of(outcome)["most_in_flight"] > 8


def test_a_page_is_asked_for_once(graded):
    outcome = graded(EXERCISE.mistake("retries.py"))
    assert (outcome.code, outcome.verdict) == (1, "wasted-work")
    assert requests_of(outcome)["asked"] > 48
    assert "/page-" in outcome.result["message"]


def test_connections_without_end_are_not_taken(graded):
    outcome = graded(MANY_CONNECTIONS)
    assert (outcome.code, outcome.verdict) == (1, "overloaded")


@pytest.mark.parametrize("source", [NEVER_ENDS, SWALLOWS_CANCELLATION], ids=["a thread stays", "a task stays"])
def test_who_never_ends_runs_into_the_limit_of_time(graded, source):
    assert graded(source).verdict == "time-limit"


# On one core, beside four programs that want it, too: the same.
@pytest.mark.parametrize("source, verdict", [(EXERCISE.solution(), "passed"), (EXERCISE.mistake("pool_of_two.py"), "not-concurrent")], ids=["solution", "two"])
def test_a_busy_machine_changes_nothing(graded, source, verdict):
    burn = ["taskset", "-c", "0", sys.executable, "-c", "while True: pass"]
    hogs = [subprocess.Popen(burn) for _ in range(4)]
    try:
        outcome = graded(source, preexec_fn=lambda: os.sched_setaffinity(0, {0}))
    finally:
        for hog in hogs:
            hog.kill()
            hog.wait()
    assert outcome.verdict == verdict


def test_without_a_network_of_its_own_it_is_undecided(graded):
    outcome = graded(EXERCISE.solution(), "--require-tier", "C", env={"GILKIT_TIER": "C"})
    assert (outcome.code, outcome.verdict) == (4, "unsupported")


def test_in_a_plain_folder_it_is_graded(graded):
    outcome = graded(EXERCISE.solution(), "--require-tier", "D", env={"GILKIT_TIER": "D"})
    assert (outcome.code, outcome.verdict) == (0, "passed")
