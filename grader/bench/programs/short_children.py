"""For `overhead.py` only: starts many programs that end at once."""

import subprocess


def run_jobs(children: int) -> None:
    for _ in range(children):
        subprocess.run(["/bin/true"], check=True)
