"""Keeps the daemons of a Slurm cluster, and everything that comes of them, below one process: python keeper.py FOLDER.

On stdin it is told what to start, a JSON list of words a line, and answers with the process id. When stdin ends, by whatever
end of whoever had the other one, everything below it is killed, the folder is removed, and it ends when nothing is left."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from processes import descendants  # noqa: E402: importing it makes orphans come to us


def start(words: list[str], folder: Path) -> int:
    with (folder / "log/daemons").open("ab") as log:
        return subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True).pid


def reap() -> None:
    """Nothing that is dead is taken for alive."""
    while True:
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG) != (0, 0):
                pass
        time.sleep(0.05)


def main(folder: Path) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # who closes stdin says when
    threading.Thread(target=reap, daemon=True).start()
    for line in sys.stdin:
        print(start(json.loads(line), folder), flush=True)
    while left := descendants():
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.02)
    shutil.rmtree(folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
