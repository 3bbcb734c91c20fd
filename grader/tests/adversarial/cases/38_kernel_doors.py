# 38. Opens what a box should keep closed: io_uring, virtual sockets, namespaces, mounts, BPF.
# gets: wrong-answer
# says: open: []
# not in: D (it has no filter)
import ctypes
import socket

libc = ctypes.CDLL(None, use_errno=True)
NEWUSER, NEWNS, NEWNET = 0x10000000, 0x00020000, 0x40000000


def run_jobs(sizes, workers):
    open_doors = []
    for name, call in {
        "io_uring": lambda: libc.syscall(425, 4, ctypes.create_string_buffer(256)),
        "unshare": lambda: libc.unshare(NEWUSER),
        "unshare net": lambda: libc.unshare(NEWUSER | NEWNET),
        "clone": lambda: libc.syscall(56, NEWUSER | 17, 0, 0, 0, 0),
        "clone3": lambda: libc.syscall(435, ctypes.create_string_buffer(64), 64),
        "mount": lambda: libc.mount(b"none", b"/tmp", b"tmpfs", 0, None),
        "umount": lambda: libc.umount2(b"/tmp", 2),
        "chroot": lambda: libc.chroot(b"/tmp"),
        "bpf": lambda: libc.syscall(321, 0, ctypes.create_string_buffer(128), 128),
        "perf": lambda: libc.syscall(298, ctypes.create_string_buffer(128), 0, -1, -1, 0),
        "userfaultfd": lambda: libc.syscall(323, 1),
        "memfd": lambda: libc.memfd_create(b"x", 0),
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
