"""What `./gilkit test` does for the website's tests in a browser, with made-up package tools: nothing is installed."""

import os

import pytest
from conftest import Clone, built
from test_packages import Machine

# "Installs" commands of these names; npm notes how it was called, and leaves what the real one leaves.
APT_GET = """\
echo "$*" >>"$MADE_UP/apt-get.calls"
[ ! -e "$MADE_UP/refuse-$2" ] || exit 100
for package; do
    case $package in
    chromium | nodejs | npm) cp "$MADE_UP/npm" "$MADE_UP/bin/${package%js}" ;;
    esac
done
"""
NPM = """\
#!/bin/sh
echo "$*" >>"$MADE_UP/npm.calls"
[ ! -e "$MADE_UP/refuse-npm" ] || exit 1
mkdir -p "$3/node_modules/playwright-core" && : >"$3/node_modules/.package-lock.json"
"""
WANTED = "-q -o DPkg::Lock::Timeout=600 install -y --no-install-recommends chromium nodejs npm"


@pytest.fixture
def machine(clone: Clone, folder):
    """One that has all packages of the list, and no browser."""
    clone.edit("CMakeLists.txt", "enable_testing()", 'enable_testing()\nadd_test(NAME site.browser COMMAND true)')
    lock = clone.path / "site/package-lock.json"
    lock.parent.mkdir()
    lock.write_text("{}")
    os.utime(lock, (1, 1))
    machine = Machine(clone, folder)
    for name in ("cp", "grep"):
        (machine.tools / name).symlink_to(f"/usr/bin/{name}")
    machine.note("installed", "alpha\nbeta\ng++\n")
    machine.tool("apt-get", APT_GET)
    machine.note("npm", NPM)
    (machine.made_up / "npm").chmod(0o755)
    return machine


def test_a_browser_and_its_tools_are_installed_for_those_tests(machine):
    run = machine.run("test")
    assert run.returncode == 0, run.stderr_text
    assert machine.calls("apt-get") == ["-q update", WANTED]
    assert machine.calls("npm") == [f"ci --prefix {machine.clone.path}/site --ignore-scripts --prefer-offline --fetch-retries=1"]
    assert "chromium nodejs npm" in run.stderr_text and "skipped" not in run.stderr_text
    assert "100% tests passed, 0 tests failed out of 2" in run.stdout_text

    again = machine.run("test")
    assert (again.returncode, len(machine.calls("apt-get")), len(machine.calls("npm"))) == (0, 2, 1), "all is there"
    os.utime(machine.clone.path / "site/package-lock.json")
    os.utime(machine.clone.path / "site/node_modules/.package-lock.json", (1, 1))
    machine.run("test")
    assert len(machine.calls("npm")) == 2, "other tools are wanted now"
    (machine.clone.path / "site/node_modules/playwright-core").rmdir()
    machine.run("test")
    assert len(machine.calls("npm")) == 3, "somebody only wanted what the site is built with"


@pytest.mark.parametrize("arguments", [[], ["test", "-L", "unit"], ["test", "-N"], ["test", "--help"]])
def test_for_anything_else_they_are_not(machine, arguments):
    run = machine.run(*arguments)
    assert run.returncode == 0, run.stderr_text
    assert built(run) or "--help" in arguments
    assert machine.calls("apt-get") == machine.calls("npm") == []


def test_what_is_there_is_taken(machine):
    for name in ("chromium", "node", "npm"):
        machine.tool(name, NPM)
    assert machine.run("test").returncode == 0
    assert machine.calls("apt-get") == [] and len(machine.calls("npm")) == 1


@pytest.mark.parametrize(
    ("refused", "words"),
    [("-o", "apt-get could not install them (see build/packages.log)"), ("npm", "npm could not get its tools (see build/npm.log)")],
)
def test_where_they_cannot_be_had_the_other_tests_run_all_the_same(machine, refused, words):
    machine.note(f"refuse-{refused}")
    run = machine.run("test")
    assert run.returncode == 0, run.stderr_text
    assert f"the website's tests in a browser are skipped: {words}" in run.stderr_text
    assert "out of 2" in run.stdout_text


def test_nobody_is_asked_for_a_password_without_a_terminal(machine):
    machine.tool("id", "echo 1000")
    run = machine.run("test")
    assert run.returncode == 0, run.stderr_text
    assert "apt-get could not install them" in run.stderr_text
    assert machine.calls("apt-get") == []


def test_who_takes_the_packages_as_they_are_is_told_what_is_not_there(machine):
    run = machine.run("test", GILKIT_SKIP_PACKAGES="1")
    assert run.returncode == 0, run.stderr_text
    assert "skipped: not installed: chromium nodejs npm" in run.stderr_text
    assert machine.calls("apt-get") == machine.calls("npm") == []
