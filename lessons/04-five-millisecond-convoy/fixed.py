"""How long does an answer take that costs next to nothing, while other processes compute?"""

import multiprocessing
import socket
import statistics
import sys
import time


def compute(ready) -> None:
    """Plain bytecode, for as long as the service runs."""
    ready.wait()
    number = 1
    while True:
        number = (31 * number + 7) % 1_000_003


def serve(listener: socket.socket, workers: int, switch_interval_ms: int) -> None:
    """The service: sends back what it is sent, while other processes compute."""
    sys.setswitchinterval(switch_interval_ms / 1000)
    ready = multiprocessing.Barrier(workers + 1)
    for _ in range(workers):
        multiprocessing.Process(target=compute, args=(ready,), daemon=True).start()
    ready.wait()
    with listener:
        connection, _ = listener.accept()
    with connection:
        while message := connection.recv(64):
            connection.sendall(message)


def ask(client: socket.socket) -> float:
    """Returns how long the answer took, in milliseconds."""
    start = time.perf_counter()
    client.sendall(b"Are you there?")
    client.recv(64)
    return 1000 * (time.perf_counter() - start)


def answer_ms(workers: int, switch_interval_ms: int = 5) -> float:
    """The median wait of a client that asks now and then, from a process of its own."""
    waits = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        service = multiprocessing.Process(
            target=serve, args=(listener, workers, switch_interval_ms)
        )
        service.start()
        with socket.create_connection(listener.getsockname()) as client:
            ask(client)  # answered once the service is ready
            end = time.perf_counter() + 0.5
            while time.perf_counter() < end:
                time.sleep(0.03 + switch_interval_ms / 1000)
                waits.append(ask(client))
        service.join()
    return statistics.median(waits)


if __name__ == "__main__":
    print(f"no process computes: {answer_ms(0):.1f} ms")
    print(f"one process computes: {answer_ms(1):.1f} ms")
    print(f"four processes compute: {answer_ms(4):.1f} ms")
    slow = answer_ms(1, switch_interval_ms=100)
    print(f"one process computes, switch interval 100 ms: {slow:.1f} ms")
