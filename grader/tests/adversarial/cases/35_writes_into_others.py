# 35. Traces its parent and writes into its memory.
# gets: wrong-answer
# says: done: []
# not in: D (nothing keeps it from processes of its user)
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)


def run_jobs(sizes, workers):
    done = []
    for pid in {os.getppid(), 1}:
        if libc.ptrace(16, pid, 0, 0) == 0:
            done.append("ptrace")
        for name in ("mem", "fd/4", "environ", "cwd", "root"):
            try:
                os.open(f"/proc/{pid}/{name}", os.O_RDWR if name == "mem" else os.O_RDONLY)
                done.append(name)
            except OSError:
                pass
        local = (ctypes.c_void_p * 2)(ctypes.cast(ctypes.create_string_buffer(8), ctypes.c_void_p).value, 8)
        if libc.process_vm_writev(pid, local, 1, local, 1, 0) > 0:
            done.append("process_vm_writev")
    print("done:", done)
    return None
