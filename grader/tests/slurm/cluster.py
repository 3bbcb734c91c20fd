"""A real Slurm on this machine for the tests and the bench: its controller, several nodes on loopback, and munge between them."""

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from processes import descendants, is_alive
from waiting import wait_for

PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "squeue", "scontrol", "scancel", "sinfo")
PATIENCE_S = 300  # a busy machine, and Slurm's own pauses


def why_not() -> str:
    """Why there can be no cluster here; empty: there can."""
    missing = [program for program in PROGRAMS if shutil.which(program) is None]
    if missing:
        return f"Slurm is not installed: no {', '.join(missing)} (apt-get install slurmctld slurmd slurm-client munge)"
    return "" if os.geteuid() == 0 else "Slurm's daemons are started as root"


def free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


class Cluster:
    nodes = ("n1", "n2", "n3")

    def __init__(self):
        # Not below pytest's folder: the path of a socket is short.
        self.folder = Path(tempfile.mkdtemp(prefix="gilkit-slurm-"))
        self.folder.chmod(0o755)
        self.conf = self.folder / "slurm.conf"
        self.environment = {"SLURM_CONF": str(self.conf)}
        self.pids: dict[str, int] = {}
        self.keeper: subprocess.Popen | None = None

    def up(self) -> None:
        for name in ("state", "munge", "log", "spool", "tmp", *(f"spool/{node}" for node in self.nodes)):
            (self.folder / name).mkdir()
        key = self.folder / "munge/key"
        key.write_bytes(os.urandom(128))
        key.chmod(0o600)
        ctld, *nodes = free_ports(1 + len(self.nodes))
        host = socket.gethostname().split(".")[0]
        self.conf.write_text(f"""\
ClusterName=gilkit
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={ctld}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={self.folder}/munge/socket
StateSaveLocation={self.folder}/state
SlurmdSpoolDir={self.folder}/spool/%n
SlurmctldPidFile={self.folder}/slurmctld.pid
SlurmdPidFile={self.folder}/%n.pid
SlurmctldLogFile={self.folder}/log/slurmctld
SlurmdLogFile={self.folder}/log/%n
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
MpiDefault=none
ReturnToService=2
SlurmdTimeout=10
KillWait=10
SlurmdParameters=config_overrides
SchedulerParameters=batch_sched_delay=0,sched_min_interval=0,bf_interval=1
NodeName=n[1-{len(self.nodes)}] NodeHostname={host} NodeAddr=127.0.0.1 Port=[{",".join(map(str, nodes))}] CPUs=2
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
""")
        self.keeper = subprocess.Popen(
            [sys.executable, "-B", str(Path(__file__).with_name("keeper.py")), str(self.folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
            env={
                "PATH": os.environ["PATH"],
                "TMPDIR": str(self.folder / "tmp"),
                **self.environment,
            },
        )
        munge = self.folder / "munge"
        self.start("munged", "--foreground", "--force", "--num-threads=2",
                   *(f"--{name}={munge}/{name}" for name in ("socket", "pid-file", "log-file", "seed-file")),
                   f"--key-file={key}")  # fmt: skip
        wait_for(lambda: (munge / "socket").exists(), PATIENCE_S)
        self.start_controller()
        for node in self.nodes:
            self.start_node(node)
        wait_for(lambda: self.states() == {node: "idle" for node in self.nodes}, PATIENCE_S)

    def down(self) -> None:
        """Whatever has happened before: nothing is left, and if nobody comes to call this, neither."""
        if self.keeper is not None:
            self.keeper.stdin.close()
            assert self.keeper.wait() == 0
            self.keeper.stdout.close()

    def start(self, name: str, *words: str) -> None:
        self.keeper.stdin.write(json.dumps([name, *words]) + "\n")
        self.keeper.stdin.flush()
        self.pids[words[-1] if name == "slurmd" else name] = int(self.keeper.stdout.readline())

    def start_controller(self) -> None:
        self.start("slurmctld", "-D", "-f", str(self.conf))
        wait_for(lambda: self.ask("scontrol", "ping").returncode == 0, PATIENCE_S)

    def start_node(self, node: str) -> None:
        self.start("slurmd", "-D", "-f", str(self.conf), "-N", node)

    def kill(self, name: str) -> None:
        """As by a power failure."""
        pid = self.pids.pop(name)
        os.kill(pid, signal.SIGKILL)
        wait_for(lambda: not is_alive(pid), PATIENCE_S)

    def kill_node(self, node: str) -> None:
        """With all that goes on there. Its own process first: it would tell of the rest."""
        self.kill(node)
        while running := self.processes_on(node):
            for pid in running:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)

    def processes_on(self, node: str) -> list[int]:
        """Of the tasks on it: Slurm's, which have their number in their names, and what these have started."""
        tasks = self.tasks_on(node)
        found = []
        for pid in descendants(pid=self.keeper.pid):
            with contextlib.suppress(OSError):
                line = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
                environment = Path(f"/proc/{pid}/environ").read_bytes()
                if f"SLURMD_NODENAME={node}\0".encode() in environment or (
                    (number := re.match(r"slurmstepd: \[(\d+)\.", line)) and number[1] in tasks
                ):
                    found += [pid, *descendants(pid=pid)]
        return found

    def tasks_on(self, node: str) -> set[str]:
        """By the numbers that its spool folder has."""
        return {path.name.removeprefix("job").lstrip("0") for path in (self.folder / "spool" / node).glob("job*")}

    def ask(self, *words: str) -> subprocess.CompletedProcess:
        return subprocess.run(words, env={**os.environ, **self.environment}, capture_output=True, text=True)

    def states(self) -> dict[str, str]:
        """By node."""
        return dict(line.split() for line in self.ask("sinfo", "-h", "-N", "-o", "%N %T").stdout.splitlines())

    def queue(self) -> list[tuple[str, str, str]]:
        """Job and task, its state, its node, of all that have not ended."""
        told = self.ask("squeue", "-h", "-r", "-o", "%F_%K|%T|%N")
        assert told.returncode == 0, told.stderr
        return [tuple(line.split("|")) for line in told.stdout.splitlines()]

    def running_on(self, node: str) -> list[str]:
        return [task for task, state, where in self.queue() if state == "RUNNING" and where == node]
