"""Threads that share a fixed amount of work under one GIL; prints what it took, as the program itself sees it."""

import argparse
import json
import threading
import time

PRIME = 1_000_003


def work(loops: int) -> None:
    checksum = loops
    for i in range(loops):
        checksum = (31 * checksum + i) % PRIME


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--loops", type=int, required=True, help="of all threads together")
    arguments = parser.parse_args()
    wall, cpu = time.perf_counter(), time.process_time()
    share = arguments.loops // arguments.threads
    threads = [threading.Thread(target=work, args=(share,)) for _ in range(arguments.threads)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(json.dumps({"wall_s": time.perf_counter() - wall, "cpu_s": time.process_time() - cpu}))


main()
