"""A class that is graded on a real Slurm of this machine, which loses a node meanwhile."""

import os
import subprocess
import sys
from pathlib import Path

from lib.classroom import JUDGED, command, graded_twice, verdicts_in
from lib.machine import EXIT_FAILED, ROOT, stop

sys.path.insert(0, str(ROOT / "grader/tests"))
from slurm.cluster import PATIENCE_S, Cluster, why_not  # noqa: E402: the tests' own
from waiting import wait_for  # noqa: E402

HANDED_IN = 3  # gradings that have come from the cluster before a node goes


def node_in_mid_run(cluster: Cluster, out: Path) -> str | None:
    """One that grades, once some gradings have come."""
    if len(list((out / "slurm/results").glob("*.json"))) < HANDED_IN:
        return None
    return next((node for node in cluster.nodes if cluster.processes_on(node)), None)


def require_slurm() -> None:
    """Ends the bench where none can be started."""
    if reason := why_not():
        stop(EXIT_FAILED, reason)


def grade_with_a_dead_node(gilkit: Path, python: str, folder: Path, out: Path, jobs: int) -> tuple[dict, int]:
    """As `verdicts_in` and `graded_twice`, of the whole batch."""
    cluster = Cluster()
    try:
        cluster.up()
        # What a node that dies leaves behind is its own.
        wishes = f"--slurm-options=--export=ALL,TMPDIR={cluster.folder}/tmp"
        process = subprocess.Popen(
            [*command(gilkit, python, folder, out, jobs), "--engine", "slurm", wishes],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env={**os.environ, **cluster.environment},
        )  # fmt: skip
        try:
            node = wait_for(lambda: node_in_mid_run(cluster, out) or process.poll() is not None, PATIENCE_S)
            if node is True:
                stop(EXIT_FAILED, "the batch ended before a node could be killed; hand in more with --submissions")
            cluster.kill_node(node)
            status = process.wait()
        finally:
            process.terminate()
            process.wait()
    finally:
        cluster.down()
    if status not in JUDGED:
        stop(EXIT_FAILED, f"gilkit batch --engine slurm ended with status {status}")
    return verdicts_in(out), graded_twice(out)
