"""Seven threads of which it is known what each does: for tests that look at them from outside.

Prints each thread's name and the kernel's id of it, then goes on until its input ends, or for so many seconds. Prints
nothing where it can't run: in another Python than CPython 3.9 and later.
"""

import sys

if sys.version_info < (3, 9) or sys.implementation.name != "cpython":
    sys.exit()

import hashlib
import os
import threading
import time


def count():
    while True:
        pass


def digest():
    block = bytes(1 << 30)  # takes so long that the waits for the GIL in between hardly count, on a busy machine, too
    while True:
        hashlib.sha256(block)


lock = threading.Lock()
lock.acquire()
reading, writing = os.pipe()
threads = {
    "count-1": threading.Thread(target=count, daemon=True),
    "count-2": threading.Thread(target=count, daemon=True),
    "digest": threading.Thread(target=digest, daemon=True),
    "sleep": threading.Thread(target=time.sleep, args=(3600,), daemon=True),
    "lock": threading.Thread(target=lock.acquire, daemon=True),
    "pipe": threading.Thread(target=os.read, args=(reading, 1), daemon=True),
}
for thread in threads.values():
    thread.start()
time.sleep(0.3)  # until each has got where it is to be
ids = {name: thread.native_id for name, thread in threads.items()} | {"main": threading.main_thread().native_id}
print(*(f"{name} {tid}" for name, tid in ids.items()), flush=True)
if len(sys.argv) > 1:
    time.sleep(float(sys.argv[1]))
else:
    sys.stdin.readline()
os._exit(0)
