"""Four threads call a C function that lets go of the GIL. How long do they take?"""

import ctypes
import threading
import time

SIZE = 8  # bytes of a record, the last of them zero
RECORDS = b"".join(b"%07d\0" % (i * 919 % 1_000) for i in range(1_000)) * 1_000

# void qsort(void *records, size_t count, size_t size, int (*compare)(...))
libc = ctypes.CDLL(None)
signature = ctypes.CFUNCTYPE(
    None, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_size_t, ctypes.c_void_p
)
qsort = signature(("qsort", libc))
strcmp = ctypes.cast(libc.strcmp, ctypes.c_void_p)


def sort() -> None:
    """C from start to end: qsort() calls strcmp(), and neither knows of Python."""
    records = ctypes.create_string_buffer(RECORDS)
    qsort(records, len(RECORDS) // SIZE, SIZE, strcmp)


def four_at_once() -> None:
    threads = [threading.Thread(target=sort) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    start = time.perf_counter()
    four_at_once()
    four = time.perf_counter() - start

    start = time.perf_counter()
    sort()
    one = time.perf_counter() - start

    print(
        f"one call {one:.2f} s, four threads {four:.2f} s, "
        f"{four / one:.1f} times as long"
    )
