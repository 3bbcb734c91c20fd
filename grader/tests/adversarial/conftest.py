"""Which forms of the box this machine can have at all, found out without gilkit."""

import ctypes
import functools
import subprocess

import pytest
from arena import Form, as_whom, forms, why_no_control_groups  # which makes grader/tests importable, too

LANDLOCK_CREATE_RULESET = 444  # the same number on every architecture
LANDLOCK_CREATE_RULESET_VERSION = 1


@functools.cache
def why_not(form: Form) -> str:
    """Empty when it must work."""
    if form.tier == "A" and (why := why_no_control_groups()):
        return why
    if form.tier in "AB":
        words = ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--ro-bind", "/", "/", "--proc", "/proc", "true"]
        try:
            tried = subprocess.run([*as_whom(form), "bwrap", *words], capture_output=True, text=True)
        except OSError as error:
            return str(error)
        return "" if tried.returncode == 0 else tried.stderr.strip()
    if form.tier == "C":
        version = ctypes.CDLL(None).syscall(LANDLOCK_CREATE_RULESET, None, 0, LANDLOCK_CREATE_RULESET_VERSION)
        return "" if version >= 1 else "this kernel has no Landlock"
    return ""


def form_params(tiers: str = "ABCD") -> list:
    """The forms of these tiers, to parametrize with; skipped where this machine can't have them."""
    chosen = [form for form in forms() if form.tier in tiers]
    marks = {form: [pytest.mark.skip(reason=why)] if (why := why_not(form)) else [] for form in chosen}
    return [pytest.param(form, id=str(form), marks=marks[form]) for form in chosen]


def skip_without(form: Form) -> None:
    if why := why_not(form):
        pytest.skip(why)
