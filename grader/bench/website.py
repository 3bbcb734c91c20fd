"""How long does the website take to build? The whole course, from nothing and after one changed lesson; beside mkdocs.

Each round builds the site anew, changes a lesson under `gilkit site serve`, builds again over the old site, and has
mkdocs build the same Markdown. What is done in one round shares the moment, and so the machine's mood.

mkdocs does less with it: no timelines, no charts, no pictures for links, no check of what it wrote.
"""

import argparse
import shutil
import tempfile
from pathlib import Path

from lib import machine, website
from lib.figures import median, median_in_words
from lib.table import render

EXAMPLES = """example:
  python3 grader/bench/website.py --rounds 10

"from nothing" is a new process and a new folder; "again" the same over the old site, one lesson changed; "served" what
`gilkit site serve` needs after that change, and "told" the time until an open page hears of it, which includes up to
0.4 s until the change is noticed and at its end. Without mkdocs on PATH (Debian's package mkdocs) its row is left out.

exit status: 0 measured · 1 more than 2 s from nothing, or more than 0.3 s served · 2 wrong usage · 3 a build failed
· 130 interrupted"""

MOST_FROM_NOTHING_S = 2.0
MOST_SERVED_S = 0.3
ROWS = ("from nothing", "again", "served", "told", "mkdocs")

Round = dict[str, tuple[float, float | None]]  # wall and CPU seconds of each row


def parse_arguments() -> argparse.Namespace:
    parser = machine.option_parser(__doc__, EXAMPLES)
    parser.add_argument("--rounds", type=machine.positive, default=10, metavar="N", help="(10)")
    return parser.parse_args()


def table(rounds: list[Round]) -> str:
    rows = []
    for name in ROWS:
        if name not in rounds[0]:
            continue
        walls = [each[name][0] for each in rounds]
        cpus = [each[name][1] for each in rounds if each[name][1] is not None]
        beside = [each[name][0] / each["mkdocs"][0] for each in rounds if "mkdocs" in each]
        rows.append([name, *(median_in_words(values) if values else "–" for values in (walls, cpus, beside))])
    return render(("", "wall time, s", "CPU time, s", "wall / mkdocs"), rows)


def keeps_its_promises(rounds: list[Round]) -> bool:
    from_nothing = median([each["from nothing"][0] for each in rounds])
    served = median([each["served"][0] for each in rounds])
    return from_nothing <= MOST_FROM_NOTHING_S and served <= MOST_SERVED_S


def one_round(number: int, gilkit: Path, kit: Path, serve: website.Serve, project: Path, mkdocs: str | None) -> Round:
    lessons = sorted((kit / "lessons").glob("*/lesson.md"))
    lesson = lessons[number % len(lessons)]
    out = kit / "dist"
    shutil.rmtree(out, ignore_errors=True)
    build = [gilkit, "site", "build", "--out", out]
    made: Round = {"from nothing": website.run(build, kit, website.environment(kit))}
    built_s, told_s = serve.after(lesson, number)
    made |= {"served": (built_s, None), "told": (told_s, None)}
    made["again"] = website.run(build, kit, website.environment(kit))
    if mkdocs:
        shutil.rmtree(project / "site", ignore_errors=True)
        made["mkdocs"] = website.run([mkdocs, "build", "--quiet"], project, website.environment(kit))
    return made


def main() -> int:
    arguments = parse_arguments()
    gilkit = machine.require_gilkit(arguments.gilkit)
    mkdocs = shutil.which("mkdocs")
    described = machine.describe(arguments.python)
    with tempfile.TemporaryDirectory(prefix="gilkit-bench-") as temporary:
        kit = website.copy_course(Path(temporary, "kit"))
        project = website.write_for_mkdocs(kit, Path(temporary, "mkdocs"))
        serve = website.Serve(gilkit, kit)
        try:
            rounds = [one_round(each, gilkit, kit, serve, project, mkdocs) for each in range(arguments.rounds)]
        finally:
            serve.end()
    print(machine.in_words(described))
    print(f"medians of {len(rounds)} rounds (95 % bootstrap interval)\n")
    print(table(rounds))
    if not mkdocs:
        print("\nwithout mkdocs: it is not installed (apt-get install mkdocs)")
    return machine.EXIT_FINE if keeps_its_promises(rounds) else machine.EXIT_WRONG


if __name__ == "__main__":
    machine.run_bench(main)
