"""GILKIT_BINARY comes from CTest; see cmake/Testing.cmake."""

import sys
from pathlib import Path

BENCH = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(BENCH), str(BENCH.parent / "tests")]
