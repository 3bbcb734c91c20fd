#!/usr/bin/env python3
"""Compiles the tables of CPython's layouts (table.inc, objects.inc) from the headers of the interpreters given.

Examples:
  regenerate.py python3.9 python3.10 python3.11 python3.12 > table.inc
  regenerate.py --table objects python3.9 python3.10 python3.11 python3.12 python3.13 \\
      python3.14 python3.15 > objects.inc

Each interpreter must have its headers (python3-dev, or a version manager's build). The offsets are those of
this machine's architecture; the checked-in tables are of x86-64.
"""

import argparse
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ASK = "import platform, sysconfig; print(platform.python_version()); print(sysconfig.get_paths()['include'])"

PRINTERS = {"runtime": "print_layout.c", "objects": "print_objects.c"}


def entries(python: str, table: str, compiler: str) -> dict[tuple, str]:
    """The table's entries of one interpreter, by version and build. Its headers tell of free-threaded builds, too."""
    asked = subprocess.run([python, "-c", ASK], check=True, stdout=subprocess.PIPE, text=True)
    version, include = asked.stdout.splitlines()
    if not pathlib.Path(include, "internal", "pycore_gil.h").exists():
        sys.exit(f"{python}: {include} holds no internal headers; install the package with its headers")
    number = tuple(int(part) for part in version.split(".")[:2])
    builds = [[]]
    if table == "objects" and number >= (3, 13):
        builds.append(["-DPy_GIL_DISABLED=1"])
    found = {}
    for build in builds:
        with tempfile.TemporaryDirectory() as folder:
            program = str(pathlib.Path(folder, "print_layout"))
            source = str(HERE / PRINTERS[table])
            subprocess.run([compiler, f"-I{include}", *build, source, "-o", program], check=True)
            text = subprocess.run([program], check=True, stdout=subprocess.PIPE, text=True).stdout
        found[(number, "free-threaded" in text)] = text
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("python", nargs="+", help="interpreters of CPython, one of each version")
    parser.add_argument(
        "--table", choices=PRINTERS, default="runtime", help="runtime: 3.9 to 3.12; objects: 3.9 to 3.15"
    )
    parser.add_argument("--compiler", default="cc")
    options = parser.parse_args()
    try:
        found = {}
        for python in options.python:
            found |= entries(python, options.table, options.compiler)
    except (OSError, subprocess.CalledProcessError) as error:
        sys.exit(f"regenerate.py: {error}")
    print("// Compiled from CPython's headers on x86-64 by regenerate.py; the first line of each entry is the version.")
    for _, text in sorted(found.items()):
        print(text, end="")


if __name__ == "__main__":
    main()
