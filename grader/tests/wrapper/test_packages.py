"""What the wrapper does about packages that are missing, with made-up package tools: nothing is installed."""

import os
import re
import stat

import pytest
from conftest import REPOSITORY, built, told

LIST = """\
# the list

alpha  # compiles the grader
beta   # reads the command line
g++    # was there before
"""

# Knows the packages whose names stand in the file `installed`.
DPKG_QUERY = """\
while read -r name; do
    for wanted; do [ "$wanted" = "$name" ] && echo "installed $name"; done
done <"$MADE_UP/installed"
exit 1
"""

# Notes how it was called; `install` installs all that is asked for.
APT_GET = """\
echo "$DEBIAN_FRONTEND: $*" >>"$MADE_UP/apt-get.calls"
echo "apt-get speaks"
if [ -e "$MADE_UP/refuse-$2" ]; then echo "E: refused" >&2; exit 100; fi
for word; do case $word in alpha | beta) echo "$word" >>"$MADE_UP/installed" ;; esac; done
"""

SUDO = """\
[ -e "$MADE_UP/sudo-allowed" ] || { echo "sudo: a password is required" >&2; exit 1; }
[ "$1" = -n ] && shift
echo "$*" >>"$MADE_UP/sudo.calls"
exec "$@"
"""

# All that the wrapper calls besides the package tools and what it looks for in the system's own folders.
PLAIN_TOOLS = "cat env find flock mkdir mv readlink rm sed sh stat true".split()


class Machine:
    """PATH, /etc/os-release and user of a made-up machine around a clone."""

    def __init__(self, clone, folder, user="root", sudo=True, system="ID=ubuntu\nID_LIKE=debian\n"):
        self.clone = clone
        self.made_up = folder / "machine"
        self.tools = self.made_up / "bin"
        self.tools.mkdir(parents=True)
        for name in PLAIN_TOOLS:
            (self.tools / name).symlink_to(f"/usr/bin/{name}")
        self.tool("dpkg-query", DPKG_QUERY)
        self.tool("apt-get", APT_GET)
        self.tool("id", f"echo {0 if user == 'root' else 1000}")
        if sudo:
            self.tool("sudo", SUDO)
        self.note("installed", "g++\n")
        self.note("os-release", system)
        (clone.path / "cmake/packages.txt").write_text(LIST)

    def tool(self, name, script):
        file = self.tools / name
        file.write_text("#!/bin/sh\n" + script)
        file.chmod(file.stat().st_mode | stat.S_IXUSR)

    def note(self, name, text=""):
        (self.made_up / name).write_text(text)

    def calls(self, tool):
        file = self.made_up / f"{tool}.calls"
        return file.read_text().splitlines() if file.exists() else []

    def run(self, *arguments, **environment):
        environment = self.clone.environment(
            PATH=self.tools, MADE_UP=self.made_up, GILKIT_OS_RELEASE=self.made_up / "os-release", **environment)
        return self.clone.run(*arguments, environment=environment)


def test_root_gets_what_is_missing_and_is_told_why(clone, folder):
    machine = Machine(clone, folder)
    run = machine.run("a")
    assert run.returncode == 0, run.stderr_text
    assert told(run)[3] == ["a"], "nothing but the program's words on stdout"
    why, install = run.stderr_text.index("compiles the grader"), run.stderr_text.index("installing them")
    assert why < install < run.stderr_text.index("building")
    assert re.search(r"^ +beta +reads the command line$", run.stderr_text, re.MULTILINE)
    assert "was there before" not in run.stderr_text
    assert "apt-get speaks" not in run.stderr_text
    update, installation = machine.calls("apt-get")
    assert update == "noninteractive: -q update"
    assert re.fullmatch(r"noninteractive: -q -o \S+ install -y --no-install-recommends alpha beta", installation)
    assert machine.calls("sudo") == []

    os.utime(clone.main)
    assert built(machine.run())
    assert len(machine.calls("apt-get")) == 2, "nothing is missing now"


def test_nothing_is_looked_up_while_the_build_is_up_to_date(clone, folder):
    machine = Machine(clone, folder)
    machine.run()
    machine.note("installed")
    assert machine.run().stderr_text == ""


def test_others_get_it_through_sudo(clone, folder):
    machine = Machine(clone, folder, user="learner")
    machine.note("sudo-allowed")
    run = machine.run()
    assert run.returncode == 0, run.stderr_text
    assert [call.split()[:3] for call in machine.calls("sudo")[-2:]] == [
        ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]] * 2
    assert machine.calls("apt-get")[0] == "noninteractive: -q update"


def test_without_sudo_the_command_is_named(clone, folder):
    machine = Machine(clone, folder, user="learner", sudo=False)
    run = machine.run()
    assert (run.returncode, run.stdout_text) == (3, "")
    assert "there is no sudo here" in run.stderr_text
    assert "    apt-get update && apt-get install -y --no-install-recommends alpha beta\n" in run.stderr_text
    assert machine.calls("apt-get") == []
    assert not built(run)


def test_when_sudo_wants_a_password_and_there_is_no_terminal_the_command_is_named(clone, folder):
    machine = Machine(clone, folder, user="learner")
    run = machine.run()
    assert (run.returncode, run.stdout_text) == (3, "")
    assert ("    sudo apt-get update && sudo apt-get install -y --no-install-recommends alpha beta\n"
            in run.stderr_text)
    assert machine.calls("apt-get") == []


def test_a_failing_installation_shows_apts_words_and_the_command(clone, folder):
    machine = Machine(clone, folder)
    machine.note("refuse--o")  # the second word of the installation
    run = machine.run()
    assert (run.returncode, run.stdout_text) == (3, "")
    assert "E: refused" in run.stderr_text
    assert "    apt-get update && apt-get install -y --no-install-recommends alpha beta\n" in run.stderr_text
    assert not built(run)


def test_a_broken_source_of_packages_need_not_matter(clone, folder):
    machine = Machine(clone, folder)
    machine.note("refuse-update")
    run = machine.run()
    assert run.returncode == 0, run.stderr_text


@pytest.mark.parametrize("system", ["ID=debian\n", "ID=linuxmint\nID_LIKE='ubuntu debian'\n"])
def test_debian_and_its_descendants_are_known(clone, folder, system):
    assert Machine(clone, folder, system=system).run().returncode == 0


@pytest.mark.parametrize("system", ['ID=fedora\nPRETTY_NAME="Fedora Linux 40"\n', "", None])
def test_elsewhere_the_list_is_named_and_how_to_go_on(clone, folder, system):
    machine = Machine(clone, folder, system=system or "")
    if system is None:
        (machine.made_up / "os-release").unlink()
    run = machine.run()
    assert (run.returncode, run.stdout_text) == (3, "")
    assert ("Fedora Linux 40" if system else "unknown") in run.stderr_text
    assert "alpha" in run.stderr_text and "compiles the grader" in run.stderr_text
    assert machine.calls("apt-get") == []
    assert f"GILKIT_SKIP_PACKAGES=1 {clone.path}/gilkit" in run.stderr_text
    assert machine.run("exit", "4", GILKIT_SKIP_PACKAGES="1").returncode == 4


def test_a_machine_without_dpkg_misses_everything(clone, folder):
    machine = Machine(clone, folder, system="ID=arch\n")
    (machine.tools / "dpkg-query").unlink()
    run = machine.run()
    assert run.returncode == 3
    assert "was there before" in run.stderr_text


def test_the_real_list_gives_a_reason_for_every_package():
    lines = (REPOSITORY / "cmake/packages.txt").read_text().splitlines()
    packages = [line for line in lines if line and not line.startswith("#")]
    assert len(packages) > 10
    for line in packages:
        assert re.fullmatch(r"[a-z0-9][a-z0-9+.-]+ +# \S.*", line), line
    names = [line.split()[0] for line in packages]
    assert len(set(names)) == len(names)
