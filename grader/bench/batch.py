"""What does a class cost? A made-up class hands in an exercise's solution, stub and mistakes, and `gilkit batch` grades it with
1, 2 and 4 gradings at a time: the share of the cores' time that was the submissions' own, gilkit's own, and its memory.

"The submissions' own" is the CPU time of all that was started to grade them: they themselves, the references that they are
compared with, and the boxes around both. An exercise that computes can use the cores up; one that is graded by how it waits
can't, whoever grades it.

With --faults, another batch is killed three times in its middle and finished afterwards: nothing may be lost, graded twice,
or judged otherwise than in the batch that nobody disturbed. With --slurm the same is asked of a batch on a cluster of three
nodes on this machine, one of which is killed.
"""

import argparse
import os
import random
import tempfile
from pathlib import Path

from lib import machine
from lib.classroom import KILLS, BatchRun, graded_twice, hand_in, kill_in_the_middle, run_batch
from lib.course import BadCourse, CourseFile, files_of
from lib.table import number, render, share

EXAMPLES = """example:
  python3 grader/bench/batch.py --faults --slurm
  python3 grader/bench/batch.py --submissions 50 --jobs 4 --exercises all

exit status: 0 measured · 1 at the best --jobs less than 90 % of the cores' time is the submissions' own, or a killed batch
differs · 2 wrong usage · 3 gilkit failed · 130 interrupted"""

COMPUTES = "four-threads-one-core"
LEAST_OWN = 0.9  # of the cores' time, at the best number of gradings at a time
HEADER = ("at a time", "wall s", "s a submission", "submissions'", "gilkit's", "idle or others'", "peak MiB")


def numbers(text: str) -> list[int]:
    return [machine.positive(word) for word in text.split(",")]


def parse_arguments() -> argparse.Namespace:
    parser = machine.option_parser(__doc__, EXAMPLES)
    parser.add_argument("--submissions", type=machine.positive, default=200, metavar="N", help="(200)")
    parser.add_argument("--jobs", type=numbers, default=[1, 2, 4], metavar="N,…", help="gradings at a time (1,2,4)")
    parser.add_argument(
        "--exercises", default=COMPUTES, metavar="ID,…", help=f"handed in, one after the other, or all ({COMPUTES})"
    )
    parser.add_argument("--faults", action="store_true", help="kill another batch three times, and compare")
    parser.add_argument("--slurm", action="store_true", help="kill a node under a batch on a cluster, and compare (root)")
    parser.add_argument("--seed", type=int, default=1, help="of the moments at which it is killed (1)")
    return parser.parse_args()


def chosen(files: list[CourseFile], ids: str) -> list[CourseFile]:
    wanted = [] if ids == "all" else [word for word in ids.split(",") if word]
    unknown = set(wanted) - {file.exercise for file in files}
    if unknown:
        machine.stop(machine.EXIT_USAGE, f"there is no exercise {', '.join(sorted(unknown))}; see gilkit list")
    return [file for file in files if not wanted or file.exercise in wanted]


def row(run: BatchRun, submissions: int) -> list[str]:
    own, gilkits = run.share_of_cores(run.boxes_cpu_s), run.share_of_cores(run.gilkit_cpu_s)
    return [
        str(run.jobs), number(run.wall_s), number(run.wall_s / submissions, 2), share(own), share(gilkits),
        share(max(1 - own - gilkits, 0.0)), number(run.peak_mib),
    ]  # fmt: skip


def differences(undisturbed: dict, disturbed: dict, graded_twice: int) -> list[str]:
    """Submissions that got another verdict, or none, or two, in words."""
    twice = [f"{graded_twice} submissions were graded twice"] if graded_twice else []
    return twice + [
        f"{' '.join(key)}: {undisturbed.get(key, 'nothing')} undisturbed, {disturbed.get(key, 'nothing')} after that"
        for key in sorted({*undisturbed, *disturbed})
        if undisturbed.get(key) != disturbed.get(key)
    ]


def faults_of(arguments: argparse.Namespace, gilkit: Path, folder: Path, out: Path, undisturbed: BatchRun) -> list[str]:
    """What is wrong with a batch that was killed three times."""
    rng = random.Random(arguments.seed)
    wrong, kept = [], {}
    for _ in range(KILLS):
        more = rng.randrange(1, max(arguments.submissions // (KILLS + 1), 2))
        now = kill_in_the_middle(gilkit, arguments.python, folder, out, undisturbed.jobs, more, rng.random())
        if not kept.items() <= now.items():
            wrong.append("a grading that was recorded before a kill is gone after it")
        kept = now
    whole = run_batch(gilkit, arguments.python, folder, out, undisturbed.jobs)
    return wrong + differences(undisturbed.verdicts, whole.verdicts, graded_twice(out))


def tell(what: str, wrong: list[str]) -> None:
    """What became of a batch that was disturbed."""
    print(f"\n{what}: " + ("\n".join(["", *wrong]) if wrong else "nothing lost, nothing graded twice, the same verdicts"))


def main() -> int:
    arguments = parse_arguments()
    gilkit = machine.require_gilkit(arguments.gilkit)
    os.environ["GILKIT_ROOT"] = str(machine.ROOT)
    try:
        files = chosen(files_of(machine.ROOT), arguments.exercises)
    except BadCourse as error:
        machine.stop(machine.EXIT_FAILED, str(error))
    if arguments.slurm:
        from lib import on_slurm  # only then: with it, orphans come to us

        on_slurm.require_slurm()
    print(machine.in_words(machine.describe(arguments.python)))
    with tempfile.TemporaryDirectory(prefix="gilkit-bench-") as temporary:
        folder = Path(temporary, "class")
        hand_in(files, arguments.submissions, folder)
        runs = []
        for jobs in arguments.jobs:
            runs.append(run_batch(gilkit, arguments.python, folder, Path(temporary, f"jobs-{jobs}"), jobs))
        print(f"{arguments.submissions} submissions; shares are of the cores' time\n")
        print(render(HEADER, [row(run, arguments.submissions) for run in runs]))
        best = max(runs, key=lambda run: run.share_of_cores(run.boxes_cpu_s))
        fine = best.share_of_cores(best.boxes_cpu_s) >= LEAST_OWN
        if arguments.faults:
            wrong = faults_of(arguments, gilkit, folder, Path(temporary, "killed"), best)
            tell(f"killed {KILLS} times", wrong)
            fine = fine and not wrong
        if arguments.slurm:
            found = on_slurm.grade_with_a_dead_node(gilkit, arguments.python, folder, Path(temporary, "slurm"), jobs=1)
            wrong = differences(best.verdicts, *found)
            tell("on Slurm, with one of three nodes killed", wrong)
            fine = fine and not wrong
    return machine.EXIT_FINE if fine else machine.EXIT_WRONG


if __name__ == "__main__":
    machine.run_bench(main)
