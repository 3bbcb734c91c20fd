"""Which of a lesson's programs run in a browser, read from the programs themselves.

Python in a browser has one thread, no processes, no sockets and no C libraries. A program that needs none of them runs
as it is. One that starts threads only in calls at its outermost level, and prints more than they do, runs without
those calls, and the page says so. No other is offered.
"""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from sitegen.course import Lesson
from sitegen.views import RunView

_SECTIONS = {"broken": "the-output", "fixed": "the-fix"}
# A name that a program uses -> what that needs.
_NEEDS = {
    **dict.fromkeys(("Thread", "Timer", "ThreadPoolExecutor", "to_thread", "run_in_executor"), "threads"),
    **dict.fromkeys(("Process", "Pool", "Pipe", "ProcessPoolExecutor", "SharedMemory", "fork"), "processes"),
    **dict.fromkeys(("socket", "create_connection", "HTTPServer", "ThreadingHTTPServer", "build_opener"), "a network"),
    **dict.fromkeys(("CDLL", "PyDLL", "pythonapi"), "C libraries"),
}
# Modules that are of use there, and what others need. Of any that is in neither, the need is the module.
_MODULES = frozenset(
    "__future__ array asyncio collections concurrent contextlib dataclasses functools gc itertools math pickle platform"
    " random re statistics sys sysconfig threading time timeit typing".split()
)
_MODULES_NEED = {
    **dict.fromkeys(("multiprocessing", "subprocess"), "processes"),
    **dict.fromkeys(("http", "select", "selectors", "socket", "urllib"), "a network"),
    "ctypes": "C libraries",
}
_NOTHING_TO_RUN = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True)
class Here:
    """How a program is run in the browser: this source, less these lines of it; or not, for it needs something."""

    source: str
    left_out: tuple[str, ...] = ()
    all_needs: frozenset[str] = frozenset()  # empty where it runs

    @property
    def needs(self) -> str:
        """Like "threads and a network"."""
        return _in_words(self.all_needs) if self.all_needs else ""


def _names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr


def _modules(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]


def _reach(tree: ast.Module) -> dict[str, set[str]]:
    """The names that each function or class at the outermost level uses, by itself or through others that it names."""
    definitions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    reach = {node.name: set(_names(node)) for node in tree.body if isinstance(node, definitions)}
    for _ in reach:  # as many rounds as the longest chain of calls can have links
        for used in reach.values():
            used |= set().union(*(reach[name] for name in used if name in reach))
    return reach


def _in_words(needs: Iterable[str]) -> str:
    *others, last = sorted(needs, key=lambda need: (need not in ("threads", "processes"), need))
    return f"{', '.join(others)} and {last}" if others else last


def _without(source: str, statements: list[ast.Expr]) -> str:
    """The statements stay, as comments: a traceback names the same lines."""
    lines = source.splitlines(keepends=True)
    for statement in statements:
        for at in range(statement.lineno - 1, statement.end_lineno or statement.lineno):
            lines[at] = f"# {lines[at]}"
    return "".join(lines)


@lru_cache(maxsize=128)
def here(source: str) -> Here:
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return Here(source, all_needs=frozenset(("another version of Python",)))
    reach = _reach(tree)
    needs = {_MODULES_NEED.get(name, f"the module {name}") for name in _modules(tree) if name not in _MODULES}
    left_out: list[ast.Expr] = []
    prints = False
    for statement in tree.body:
        if isinstance(statement, _NOTHING_TO_RUN):
            continue
        used = set(_names(statement))
        used |= set().union(*(reach[name] for name in used if name in reach))
        found = {_NEEDS[name] for name in used if name in _NEEDS}
        if found == {"threads"} and isinstance(statement, ast.Expr):
            left_out.append(statement)
        else:
            needs |= found
            prints = prints or "print" in used
    if left_out and not prints:
        needs.add("threads")
    if needs:
        return Here(source, all_needs=frozenset(needs))
    return Here(_without(source, left_out), tuple(ast.unparse(statement) for statement in left_out))


def runs(lesson: Lesson) -> tuple[RunView, ...]:
    """What a lesson's page offers to run, or says of why it doesn't: once where that is so of both programs."""
    found = {"broken": here(lesson.broken.source), "fixed": here(lesson.fixed.source)}
    files = {"broken": lesson.broken.file, "fixed": lesson.fixed.file}
    views = tuple(
        RunView(_SECTIONS[kind], kind, files[kind], program.source, program.left_out, program.needs)
        for kind, program in found.items()
    )
    if all(view.needs for view in views):
        kinds = {need for program in found.values() for need in program.all_needs}
        return (replace(views[0], needs=_in_words(kinds), neither=True),)
    return views
