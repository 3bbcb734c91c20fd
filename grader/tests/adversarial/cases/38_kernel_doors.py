# 38. Opens what a box should keep closed: io_uring, virtual sockets, namespaces, mounts, BPF, calls of 32-bit programs.
# gets: wrong-answer
# says: open: []
# not in: D (it has no filter)
import ctypes
import mmap
import os
import socket

libc = ctypes.CDLL(None, use_errno=True)
NEWUSER, NEWNET = 0x10000000, 0x40000000
MACHINE = os.uname().machine
clone, bpf, perf, userfaultfd = {"x86_64": (56, 321, 298, 323), "aarch64": (220, 280, 241, 282)}[MACHINE]
io_uring_setup, clone3 = 425, 435  # on every architecture


def by_int_80():
    """unshare() as a 32-bit program calls it: number 310."""
    code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    # push rbx; mov ebx, edi; mov eax, esi; int 0x80; pop rbx; ret
    code.write(bytes.fromhex("53 89fb 89f0 cd80 5b c3"))
    address = ctypes.addressof(ctypes.c_char.from_buffer(code))
    return ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int, ctypes.c_int)(address)(NEWUSER, 310)


def by_x32():
    """unshare() by the numbers of the x32 ABI."""
    return libc.syscall(0x40000000 | 272, NEWUSER)


def survives(call):
    """In a process of its own: the kernel may kill it for that."""
    pid = os.fork()
    if pid == 0:
        try:
            os._exit(0 if call() >= 0 else 1)
        finally:
            os._exit(2)
    return 0 if os.waitpid(pid, 0)[1] == 0 else -1


def run_jobs(sizes, workers):
    open_doors = []
    for name, call in {
        "io_uring": lambda: libc.syscall(io_uring_setup, 4, ctypes.create_string_buffer(256)),
        "unshare": lambda: libc.unshare(NEWUSER),
        "unshare net": lambda: libc.unshare(NEWUSER | NEWNET),
        "clone": lambda: libc.syscall(clone, NEWUSER | 17, 0, 0, 0, 0),
        "clone3": lambda: libc.syscall(clone3, ctypes.create_string_buffer(64), 64),
        "mount": lambda: libc.mount(b"none", b"/tmp", b"tmpfs", 0, None),
        "umount": lambda: libc.umount2(b"/tmp", 2),
        "chroot": lambda: libc.chroot(b"/tmp"),
        "bpf": lambda: libc.syscall(bpf, 0, ctypes.create_string_buffer(128), 128),
        "perf": lambda: libc.syscall(perf, ctypes.create_string_buffer(128), 0, -1, -1, 0),
        "userfaultfd": lambda: libc.syscall(userfaultfd, 1),
        "memfd": lambda: libc.memfd_create(b"x", 0),
        **({"int 0x80": lambda: survives(by_int_80), "x32": lambda: survives(by_x32)} if MACHINE == "x86_64" else {}),
    }.items():
        if call() >= 0:
            open_doors.append(name)
    for family in (socket.AF_VSOCK, socket.AF_ALG, socket.AF_PACKET, 31, 17, 2):
        try:
            socket.socket(family, socket.SOCK_RAW if family == 2 else socket.SOCK_STREAM)
            open_doors.append(family)
        except OSError:
            pass
    print("open:", open_doors)
    return None
