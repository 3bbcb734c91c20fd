"""gilkit measure --timeline: real programs, seen from outside."""

import gzip
import os
import re
import signal
import subprocess
import time
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from measuring import cpu_of, next_line, program, state_of
from seeing import EVERY_STATE, assert_states, ids_in, spent
from waiting import wait_for

SVG = "{http://www.w3.org/2000/svg}"
TIMELINE = ("--timeline",)


def test_each_thread_is_seen_in_its_state(measure):
    measured = measure(*EVERY_STATE, 3, options=TIMELINE)
    assert measured.code == 0
    assert measured.report["gil"]["available"] is True
    assert_states(measured.report, ids_in(measured.out.decode()))
    timeline = measured.report["timeline"]
    assert timeline["length_s"] == pytest.approx(measured.report["wall_s"], abs=0.1)
    assert timeline["rate_hz"] == 1000 and timeline["looks"] > 100
    for lane in timeline["lanes"]:
        ends = [0, *(time for span in lane["spans"] for time in span[1:])]
        assert ends == sorted(ends)
        assert ends[-1] <= timeline["length_s"] + 1e-6


def test_the_processes_of_a_pool_have_lanes_of_their_own(measure, tmp_path):
    source = """
import multiprocessing, time
def work(_):
    end = time.perf_counter() + 1
    while time.perf_counter() < end:
        pass
if __name__ == "__main__":
    with multiprocessing.get_context("fork").Pool(3) as pool:
        pool.map(work, range(3), 1)
"""
    report = measure(*program(tmp_path, source), options=TIMELINE).report
    processes = report["gil"]["processes"]
    assert len(processes) == 4 and all(process["gil"] == "seen" for process in processes)
    parent = processes[0]["pid"]
    busy = [thread for thread in report["gil"]["threads"] if thread["held"] > 0.3 and thread["pid"] != parent]
    assert len({thread["pid"] for thread in busy}) == 3
    assert all(thread["waiting"] < 0.05 for thread in busy)


# Threads with names of each kind, one of which changes; each works until the program ends.
NAMES = """
import concurrent.futures, sys, threading, time
end = time.perf_counter() + 3
def work():
    while time.perf_counter() < end:
        pass
threading.Thread(target=work).start()
threading.Thread(target=work, name="reader").start()
later = threading.Thread(target=work, name="before")
later.start()
threading.Thread(target=work, name="t\u00e9l\u00e9 \U0001f40d").start()
with concurrent.futures.ThreadPoolExecutor(2) as pool:
    for _ in range(2):
        pool.submit(work)
    time.sleep(0.05)
    later.name = "after"
print("minor", sys.version_info[1], flush=True)
"""


def test_lanes_have_the_names_that_python_gives_its_threads(measure, tmp_path):
    file = tmp_path / "names.svg"
    measured = measure(*program(tmp_path, NAMES), options=("--timeline", "--svg", file))
    minor = ids_in(measured.out.decode())["minor"]
    if minor not in range(9, 14):
        pytest.skip("the kernel knows the names")
    first = "Thread-1" if minor == 9 else "Thread-1 (work)"
    names = ["MainThread", "ThreadPoolExecutor-0_0", "ThreadPoolExecutor-0_1", "after", "reader", "t\u00e9l\u00e9 \U0001f40d"]
    assert sorted(lane["python_name"] for lane in measured.report["timeline"]["lanes"]) == sorted([first, *names])
    assert sorted(thread["name"] for thread in measured.report["gil"]["threads"]) == sorted([first, *names])
    labels = [text.text for text in ElementTree.parse(file).iter(f"{SVG}text")]
    # Two of a kind can be told apart where there is no room for the whole name.
    assert {"ThreadPool…cutor-0_0", "ThreadPool…cutor-0_1"} <= set(labels), labels


def test_the_picture_is_small_and_well_formed_and_names_every_span(measure, tmp_path):
    file = tmp_path / "picture.svg"
    measured = measure(*EVERY_STATE, 5, options=("--svg", file))
    assert measured.code == 0 and measured.report["gil"]["available"]
    text = file.read_bytes()
    assert len(gzip.compress(text)) < 30_000
    picture = ElementTree.fromstring(text)
    assert picture.get("role") == "figure" and "every_state.py" in picture.get("aria-label")
    spans = [path for path in picture.iter(f"{SVG}path") if path.find(f"{SVG}title") is not None]
    assert len(spans) > 100
    titles = {path.find(f"{SVG}title").text.split(":")[0] for path in spans}
    assert {"holds the GIL", "waits for the GIL", "runs without the GIL", "sleeps", "waits for a lock"} <= titles
    cells = [text for text in picture.iter(f"{SVG}text") if text.get("role") == "cell"]
    rows = [row for row in picture.iter(f"{SVG}g") if row.get("role") == "row"]
    assert len(rows) == 1 + len(measured.report["timeline"]["lanes"])
    assert all(re.fullmatch(r"\d+\.\d %", cell.text) for cell in cells)
    # Nothing is loaded from anywhere.
    assert b"href" not in text and b"url(" not in text and b"<script" not in text


def test_the_report_for_people_has_lanes_a_legend_and_shares(gilkit):
    outcome = gilkit("measure", "--timeline", "--", *EVERY_STATE, 2, env={"COLUMNS": "72"})
    assert outcome.code == 0
    # Python's names, or what stands for them where the kernel knows none.
    assert re.search(r"^  (MainThread|main) +[a-zH]", outcome.err, re.M)
    assert len(re.findall(r"^  (Thread-\d( \S+)?|thread \d+) +[ a-zHN]{20}", outcome.err, re.M)) >= 6
    for words in ("holds the GIL", "waits for the GIL", "Share of its time", "The GIL was held"):
        assert words in outcome.err
    assert max(map(len, outcome.err.splitlines())) <= 72
    assert "\x1b" not in outcome.err


@pytest.mark.parametrize(
    "words, complaint",
    [
        (["--pid", "99999999"], "there is no process 99999999"),
        (["--pid", "0"], "--pid"),
        (["--pid", "1", "true"], "leave the command out"),
        (["--pid", "1", "-n", "2"], "--runs and --cores are for commands"),
        (["--seconds", "2", "true"], "--seconds is for --pid"),
        (["--rate", "100", "true"], "--rate is for --timeline"),
        (["--timeline", "--rate", "0", "true"], "--rate"),
        (["--timeline", "--rate", "10001", "true"], "--rate"),
        (["--timeline"], "nothing to measure"),
        (["--svg", "/no/such/folder/x.svg", "true"], "/no/such/folder/x.svg"),
    ],
)
def test_wrong_usage_is_told_before_anything_runs(gilkit, words, complaint):
    outcome = gilkit("measure", *words)
    assert outcome.code == 2
    assert complaint in outcome.err and outcome.out == ""


def test_the_rate_is_the_one_that_was_asked_for(measure):
    timeline = measure("sleep", 1, options=("--timeline", "--rate", "50")).report["timeline"]
    assert timeline["rate_hz"] == 50
    assert 10 <= timeline["looks"] <= timeline["length_s"] * 50 + 2
    assert timeline["looks"] + timeline["missed_looks"] == pytest.approx(timeline["length_s"] * 50, abs=3)


def test_what_is_no_python_is_shown_as_the_kernel_sees_it(measure):
    report = measure("sh", "-c", "sleep 0.3", options=TIMELINE).report
    assert report["gil"]["available"] is False and report["gil"]["why"]
    assert {process["gil"] for process in report["gil"]["processes"]} == {"unknown"}
    assert all(thread["held"] == 0 and thread["waiting"] == 0 for thread in report["gil"]["threads"])


def test_a_command_that_ends_at_once_leaves_a_report(measure):
    measured = measure("true", options=TIMELINE)
    assert measured.code == 0 and measured.report["timeline"]["length_s"] < 5
    assert measure("sh", "-c", "kill -9 $$", options=TIMELINE).code == -signal.SIGKILL


def test_several_runs_keep_one_timeline(measure, tmp_path):
    report = measure(*program(tmp_path, "sum(range(3_000_000))"), options=("-n", 2, "--cores", "1", *TIMELINE)).report
    assert len(report["runs"]) == 4
    free = [run for run in report["runs"] if run["cores"] is None]
    assert report["timeline"]["length_s"] == pytest.approx(free[-1]["wall_s"], abs=0.05)


def test_the_clock_of_the_timeline_stands_still_with_the_command(measure):
    process = measure.start(*EVERY_STATE, options=TIMELINE, stdin=subprocess.PIPE)
    ids = ids_in(next_line(process))
    (child,) = map(int, Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split())
    os.kill(child, signal.SIGSTOP)
    wait_for(lambda: state_of(child) == "T")
    time.sleep(2)  # of the real clock, against which the timeline's stands still
    worked = cpu_of(child)
    os.kill(child, signal.SIGCONT)
    wait_for(lambda: cpu_of(child) > worked + 100)
    report = measure.finish(process, b"\n").report
    assert report["stopped_s"] > 1
    assert report["timeline"]["length_s"] == pytest.approx(report["wall_s"], abs=0.1)
    assert spent(report, ids["count-1"])["holds"] > 0.1
