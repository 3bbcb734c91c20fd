# 36. Talks to the machine and to the world.
# gets: wrong-answer
# says: reached: []
# not in: D (it has the machine's network)
import socket


def run_jobs(sizes, workers):
    reached = []
    for family, address in (
        (socket.AF_INET, ("127.0.0.1", int("@port@"))),
        (socket.AF_INET, ("192.0.2.1", 80)),
        (socket.AF_UNIX, "\0@abstract@"),
        (socket.AF_UNIX, "/run/docker.sock"),
        (socket.AF_UNIX, "/run/dbus/system_bus_socket"),
    ):
        try:
            with socket.socket(family) as tried:
                tried.settimeout(1)
                tried.connect(address)
                reached.append(address)
        except OSError:
            pass
    print("reached:", reached)
    return None
