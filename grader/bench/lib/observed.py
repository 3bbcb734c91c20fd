"""Runs one of the bench's programs by itself: `python3 observed.py FILE [--inputs FILE --scale N | --children N]`.

Prints what the program sees of its own time, as JSON: wall and CPU seconds of it and of its children, from after the
imports until the result is there.
"""

import argparse
import importlib
import json
import os
import resource
import sys
import time


def load(path: str):
    """Imports a file under its own name, so that a pool's workers find its functions again."""
    sys.path.insert(0, os.path.dirname(path))
    return importlib.import_module(os.path.splitext(os.path.basename(path))[0])


def scaled(value, factor: int):
    """Sizes and numbers of blocks, `factor` times as large; seeds and workers stay."""
    return [n * factor for n in value] if isinstance(value, list) else value * factor


def arguments_of(options: argparse.Namespace) -> dict:
    if options.children:
        return {"children": options.children}
    arguments = load(options.inputs).workload(1, 4)
    for name in ("sizes", "blocks"):
        if name in arguments:
            arguments[name] = scaled(arguments[name], options.scale)
    return arguments


def cpu_s() -> float:
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--inputs")
    parser.add_argument("--scale", type=int, default=1)
    parser.add_argument("--children", type=int)
    options = parser.parse_args()
    run_jobs = load(options.program).run_jobs
    arguments = arguments_of(options)
    wall, cpu = time.monotonic(), cpu_s()
    run_jobs(**arguments)
    print(json.dumps({"wall_s": time.monotonic() - wall, "cpu_s": cpu_s() - cpu}))


if __name__ == "__main__":
    main()
