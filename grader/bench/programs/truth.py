"""Threads that take turns at the GIL and know how long they had it; prints what each of them wrote down."""

import argparse
import json
import threading

import gil_truth


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--turns", required=True, help="HOLD:NATIVE,… in microseconds: one thread each")
    arguments = parser.parse_args()
    turns = [tuple(map(int, turn.split(":"))) for turn in arguments.turns.split(",")]
    start = gil_truth.Start(len(turns))
    told = {}

    def work(hold_us: int, native_us: int) -> None:
        held, native, starved, waited = gil_truth.take_turns(start, arguments.seconds, hold_us, native_us)
        told[threading.get_native_id()] = {"held": held, "native": native, "starved": starved, "waited": waited}

    threads = [threading.Thread(target=work, args=turn) for turn in turns]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(json.dumps(told))


main()
