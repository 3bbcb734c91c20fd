"""Does the box hold for long? Hostile and honest submissions, graded a few at a time, and everything that stays is counted.

The hostile ones are the corpus of grader/tests/adversarial: each says itself which verdicts it may get.
"""

import argparse
import os
import random
import shutil
import statistics
import sys
from concurrent.futures import FIRST_COMPLETED, Future, wait
from pathlib import Path

from lib import machine
from lib.table import render

EXAMPLES = """example:
  python3 grader/bench/soak.py --gradings 1000
  python3 grader/bench/soak.py --gradings 100 --tier C

exit status: 0 nothing wrong, nothing left · 1 something was · 2 wrong usage · 3 no such box can be made here · 130 interrupted"""

HONEST_SHARE = 0.25
# What the machine has in use moves by itself; this much more at the end is called growth.
GROWTH_MIB = 100


def parse_arguments() -> argparse.Namespace:
    parser = machine.option_parser(__doc__, EXAMPLES)
    parser.add_argument("--gradings", type=machine.positive, default=1000, metavar="N", help="in all (1000)")
    parser.add_argument("--at-once", type=machine.positive, default=4, metavar="N", help="under way at a time (4)")
    parser.add_argument("--tier", choices="ABCD", help="the box (the best that can be had)")
    parser.add_argument("--only", default="", metavar="WORD", help="draw from cases with this in their name")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of the order (1)")
    return parser.parse_args()


def memory_in_use_mib() -> float:
    words = dict(line.split(":") for line in Path("/proc/meminfo").read_text().splitlines())
    return (int(words["MemTotal"].split()[0]) - int(words["MemAvailable"].split()[0])) / 1024


def growth_mib(samples: list[float]) -> float:
    """How much more the last tenth had in use than the first, in the median; 0 for too few to tell."""
    part = len(samples) // 10
    return statistics.median(samples[-part:]) - statistics.median(samples[:part]) if part else 0.0


def drawn(arena_module, arena, count: int, tier: str, only: str, seed: int):
    """Cases in random order: hostile ones that this tier holds, and honest ones among them."""
    rng = random.Random(seed)
    hostile = [case for case in arena_module.cases() if case.is_held_in(tier) and only in str(case)]
    honest = [case for case in arena.honest_cases() if only in str(case)]
    if not hostile and not honest:
        machine.stop(machine.EXIT_USAGE, f"no case that tier {tier} holds has {only!r} in its name")
    if not hostile or not honest:
        return [rng.choice(hostile or honest) for _ in range(count)]
    return [rng.choice(honest if rng.random() < HONEST_SHARE else hostile) for _ in range(count)]


def what_was_measured(result: dict) -> str:
    """Each run on a line of its own, and what came of them; empty where nothing was measured."""
    measurement = result["measurement"]
    if not measurement:
        return ""
    lines = [", ".join(f"{name} {value}" for name, value in run.items()) for run in measurement["runs"]]
    lines.append(f"work ratio {measurement['work_ratio']}, speedup {measurement['speedup']}")
    return "".join(f"\n    {line}" for line in lines)


def main() -> int:
    arguments = parse_arguments()
    gilkit = machine.require_gilkit(arguments.gilkit)
    os.environ["GILKIT_BINARY"], os.environ["GILKIT_ROOT"] = str(gilkit), str(machine.ROOT)
    sys.path.insert(0, str(Path(machine.ROOT) / "grader/tests/adversarial"))
    import arena as arena_module

    arena = arena_module.Arena(at_once=arguments.at_once)
    best = arena_module.best_form()
    form = arena_module.Form(arguments.tier or best.tier, best.as_root)
    wrong, left, memory, honest = [], [], [], 0
    try:
        cases = drawn(arena_module, arena, arguments.gradings, form.tier, arguments.only, arguments.seed)
        honest = sum(case.is_honest for case in cases)
        queue = iter(cases)
        under_way: dict[Future, object] = {}
        done = 0
        while done < len(cases):
            while len(under_way) < 2 * arguments.at_once and (case := next(queue, None)):
                under_way[arena.submit(form, case)] = case
            finished, _ = wait(under_way, return_when=FIRST_COMPLETED)
            for future in finished:
                case, graded = under_way.pop(future), future.result()
                if not graded.out:
                    machine.stop(machine.EXIT_FAILED, graded.err.strip())
                if graded.verdict not in case.gets:
                    measured = what_was_measured(graded.result)
                    wrong.append(f"{case}: {graded.verdict}: {graded.result['message']}{measured}")
                    print(f"\n{wrong[-1]}", file=sys.stderr)
                left += [f"{case}: {name}" for name in graded.left + graded.files]
                shutil.rmtree(graded.place, ignore_errors=True)
                memory.append(memory_in_use_mib())
                done += 1
                print(f"\r{done}/{len(cases)} gradings, {len(wrong)} wrong", end="", file=sys.stderr, flush=True)
        print(file=sys.stderr)
        traces = arena.left_behind()
    finally:
        arena.close()
    print(machine.in_words(machine.describe(arguments.python)))
    print(f"{arguments.at_once} at a time, as {'root' if form.as_root else 'an ordinary user'}\n")
    header = ("tier", "gradings", "honest", "wrong", "processes and files left", "other traces", "growth, MiB")
    row = [form.tier, len(cases), honest, len(wrong), len(left), len(traces), f"{growth_mib(memory):+.0f}"]
    print(render(header, [list(map(str, row))]))
    for line in [*wrong, *left, *traces]:
        print(f"  {line}")
    return machine.EXIT_WRONG if wrong or left or traces or growth_mib(memory) > GROWTH_MIB else machine.EXIT_FINE


if __name__ == "__main__":
    machine.run_bench(main)
