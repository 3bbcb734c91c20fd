# 37. Leaves messages for another run: System V memory, a keyring, a POSIX queue, shared memory.
# gets: wrong-answer
# says: found: []
# not in: C D (it shares them with the machine)
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
KEY = 0x67696C6B
add_key, keyctl = {"x86_64": (248, 250), "aarch64": (217, 219)}[os.uname().machine]
SEARCH, USERS = 10, -4  # <linux/keyctl.h>


def run_jobs(sizes, workers):
    found = []
    if libc.shmget(KEY, 4096, 0) >= 0 or libc.semget(KEY, 1, 0) >= 0 or libc.msgget(KEY, 0) >= 0:
        found.append("ipc")
    libc.shmget(KEY, 4096, 0o1666), libc.semget(KEY, 1, 0o1666), libc.msgget(KEY, 0o1666)
    if libc.syscall(keyctl, SEARCH, USERS, b"user", b"gilkit", 0) >= 0:
        found.append("keyring")
    libc.syscall(add_key, b"user", b"gilkit", b"word", 4, USERS)
    if os.path.exists("/dev/shm/gilkit-word"):
        found.append("shm")
    open("/dev/shm/gilkit-word", "w").close()
    print("found:", found)
    return None
