"""Builds a Python module in C++ inside a box: the compiler reads what a learner wrote, so it is boxed, too.

The grader starts runner.py with the tool interpreter, which imports this file and calls one of its functions. Beside
this file lie the exercise's CMakeLists.txt and `submission.cpp`; what is built goes into the working folder. Nothing
that comes out of here is loaded by the grader, which hands the module to the boxes of the runs.

Values are lists and texts, which cross as they are.
"""

import glob
import os
import re
import shutil
import subprocess

SOURCES = os.path.dirname(os.path.abspath(__file__))
HEADERS = ("/usr/local/include", "/usr/include")
NEEDED = {"cmake": ("cmake",), "ninja-build": ("ninja", "ninja-build"), "g++": ("c++", "g++", "clang++")}
LONGEST_COMPLAINT = 16384  # characters
LARGEST_MODULE = 16 << 20  # bytes


def look(pythons):
    """[packages that are missing, version of pybind11 or "", for each interpreter whether its headers are there,
    fingerprint of compiler and pybind11]."""
    missing = [package for package, names in NEEDED.items() if not any(map(shutil.which, names))]
    return [missing, pybind11_version(), [has_headers(python) for python in pythons], fingerprint()]


def fingerprint():
    """Another text once the compiler or pybind11 was replaced: by path, size and time, as ccache tells compilers apart."""
    compilers = filter(None, map(shutil.which, NEEDED["g++"]))
    files = [os.path.realpath(file) for file in [*compilers, *pybind11_headers()]]
    found = ((file, os.stat(file)) for file in files)
    return " ".join(f"{file} {status.st_size} {status.st_mtime_ns}" for file, status in found)


def pybind11_headers():
    """The one with the version in it, wherever it is."""
    files = [os.path.join(folder, "pybind11/detail/common.h") for folder in HEADERS]
    return [file for file in files if os.path.isfile(file)]


def pybind11_version():
    for header in pybind11_headers():
        try:
            with open(header, encoding="utf-8") as file:
                text = file.read()
        except OSError:
            continue
        parts = [re.search(rf"define PYBIND11_VERSION_{part}\s+(\w+)", text) for part in ("MAJOR", "MINOR", "PATCH")]
        if all(parts):
            return ".".join(part.group(1) for part in parts)
    return ""


def has_headers(python):
    question = "import sysconfig; print(sysconfig.get_path('include'))"
    try:
        asked = subprocess.run([python, "-I", "-c", question], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    except OSError:
        return False
    return os.path.exists(os.path.join(asked.stdout.strip(), "Python.h"))


def build(python, module):
    """["built", the module's bytes in hexadecimal] | ["refused" by the compiler, why] | ["unconfigured", why]."""
    settings = {
        "CMAKE_BUILD_TYPE": "Release",
        "CMAKE_LIBRARY_OUTPUT_DIRECTORY": os.path.abspath("out"),
        "Python_EXECUTABLE": python,
        "PYTHON_EXECUTABLE": python,  # what pybind11 asks for without FindPython
    }
    options = [f"-D{name}={value}" for name, value in settings.items()]
    code, said = run(["cmake", "-S", SOURCES, "-B", "build", "-G", "Ninja", *options])
    if code != 0:
        return ["unconfigured", said]
    code, said = run(["cmake", "--build", "build"])
    if code != 0:
        return ["refused", "\n".join(complaints(said.split("\n")))]
    built = glob.glob(f"out/{module}.*so")
    if len(built) != 1:
        return ["unconfigured", f"CMakeLists.txt built no module {module}, or several: {sorted(os.listdir('out'))}"]
    if os.path.getsize(built[0]) > LARGEST_MODULE:
        return ["refused", f"the module is larger than {LARGEST_MODULE >> 20} MiB"]
    with open(built[0], "rb") as file:
        return ["built", file.read().hex()]


def run(command):
    """(exit code, what it said: the beginning, the sources by their plain names)."""
    with open("said.txt", "w+b") as said:  # a file can't grow beyond the box's limits, a string could
        code = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT).returncode
        said.seek(0)
        text = said.read(4 * LONGEST_COMPLAINT).decode("utf-8", "replace")
    text = text.replace(f"{SOURCES}/", "")
    return code, text[:LONGEST_COMPLAINT]


def complaints(lines):
    """What the compiler said, without what Ninja says about running it."""
    lines = iter(lines)
    for line in lines:
        if line.startswith("FAILED: "):
            next(lines, None)  # the command
        elif not line.startswith(("ninja: ", "[1/", "[2/")):
            yield line
