"""What a figure was measured on, and the command that measures."""

import argparse
import datetime
import os
import platform
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[3]
DEFAULT_GILKIT = ROOT / "build/release/bin/gilkit"
TICK_S = 1 / os.sysconf("SC_CLK_TCK")

EXIT_FINE = 0
EXIT_WRONG = 1  # a figure that had to hold does not
EXIT_USAGE = 2
EXIT_FAILED = 3  # the bench or the grader could not do its work
EXIT_INTERRUPTED = 130


def stop(status: int, message: str) -> NoReturn:
    print(f"{Path(sys.argv[0]).name}: {message}", file=sys.stderr)
    sys.exit(status)


def option_parser(doc: str, examples: str) -> argparse.ArgumentParser:
    """A bench's command line: what its module says of it first, and the options that every bench has."""
    parser = argparse.ArgumentParser(
        description=doc.split("\n\n")[0], epilog=examples, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--gilkit", type=Path, default=DEFAULT_GILKIT, metavar="PATH", help="the binary to measure")
    parser.add_argument(
        "--python", default=sys.executable, metavar="PATH", help="the Python that runs the measured programs"
    )
    return parser


def positive(text: str) -> int:
    """For argparse: a number from 1 on."""
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 on")
    return int(text)


def run_bench(main: Callable[[], int]) -> NoReturn:
    """Runs a bench's main and exits; an interruption, by Ctrl-C or SIGTERM, unwinds like any other end."""

    def interrupt(*unused) -> NoReturn:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)
    try:
        sys.exit(main())
    except OSError as error:
        stop(EXIT_FAILED, str(error))
    except KeyboardInterrupt:
        stop(EXIT_INTERRUPTED, "interrupted; nothing was left running")


def require_gilkit(path: Path) -> Path:
    if not os.access(path, os.X_OK) or not path.is_file():
        stop(EXIT_FAILED, f"there is no program {path}; build it with ./gilkit list, or name it with --gilkit PATH")
    return path.resolve()


def require_measure(gilkit: Path) -> None:
    """Ends the bench where this gilkit has no `measure` yet."""
    known = subprocess.run([gilkit, "measure", "--", "true"], capture_output=True, stdin=subprocess.DEVNULL)
    if known.returncode != EXIT_FINE:
        stop(EXIT_FAILED, f"{gilkit} has no working command `measure`; name a version that has, with --gilkit")


def python_version(path: str) -> str:
    try:
        command = [path, "-c", "import platform as p; print(p.python_implementation(), p.python_version())"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError) as error:
        stop(EXIT_USAGE, f"--python {path} does not run: {error}")


def allowed_cpus() -> list[int]:
    return sorted(os.sched_getaffinity(0))


def describe(python: str) -> dict:
    """Of the machine: nothing that names it."""
    return {
        "date": datetime.date.today().isoformat(),
        "cores": len(allowed_cpus()),
        "kernel": re.match(r"[\d.]*\d|", platform.release()).group(),  # what follows names a build or a provider
        "python": python_version(python),
    }


def in_words(machine: dict) -> str:
    cores = machine["cores"]
    return f"{machine['date']} · {cores} core{'s' * (cores != 1)} · Linux {machine['kernel']} · {machine['python']}"


class Others:
    """How much CPU time other processes used since this was made, the hypervisor's steal too, from /proc/stat."""

    def __init__(self):
        self.busy_s, self.start = busy_s(Path("/proc/stat").read_text()), time.monotonic()

    def cores(self, own_cpu_s: float) -> float:
        """In cores' worth, beside the `own_cpu_s` that we used ourselves."""
        elapsed_s = max(time.monotonic() - self.start, TICK_S)
        return max(0.0, busy_s(Path("/proc/stat").read_text()) - self.busy_s - own_cpu_s) / elapsed_s


def wait_until_quiet(below: float, patience_s: float) -> bool:
    """Until others use less than `below` cores for half a second; False when that does not come in time."""
    deadline = time.monotonic() + patience_s
    while time.monotonic() < deadline:
        others = Others()
        time.sleep(0.5)
        if others.cores(0) <= below:
            return True
    return False


def busy_s(stat: str) -> float:
    """CPU seconds since the boot that were not idle, of all cores (proc(5): user nice system idle iowait irq softirq
    steal; guest time is a part of user's)."""
    ticks = [int(word) for word in stat.splitlines()[0].split()[1:9]]
    return (sum(ticks) - ticks[3] - ticks[4]) * TICK_S
