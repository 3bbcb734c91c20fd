"""A bare Debian (or Ubuntu: the distribution that we are on) in a folder, and commands that run in it.

debootstrap makes it once a build folder; what it has made is kept as an archive there, with the packages that were ever
downloaded for it. Each command runs in namespaces of its own, in which alone anything is mounted: when its processes are
gone, so is that, whatever happened. The folder becomes the root by pivot_root, not by chroot: below a chroot the kernel
makes no user namespaces, and gilkit's boxes would be of a weaker tier than on a real machine.
"""

import os
import platform
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

LEARNER = "learner"  # an ordinary user, with a home
TOOLS = ["debootstrap", "unshare", "pivot_root", "tar"]
# $1: the folder, $2: where packages are kept.
ENTER = """
mount --bind "$1" "$1"
cd "$1"
mount --rbind /dev dev
mount -t proc proc proc
mount --bind "$2" var/cache/apt/archives
pivot_root . mnt
umount -l /mnt
shift 2
exec "$@"
"""


def needed(condition: object, reason: str) -> None:
    """Skips the test, with the reason, unless it must not be skipped."""
    if not condition:
        if os.environ.get("GILKIT_REQUIRE_PACKAGING"):
            pytest.fail(f"{reason}, and GILKIT_REQUIRE_PACKAGING is set")
        pytest.skip(reason)


def said(*words: str) -> str:
    return subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True).stdout


def release() -> dict[str, str]:
    return platform.freedesktop_os_release()


def mirror(codename: str) -> str:
    """Where this machine's own apt gets that release."""
    lines = said("apt-get", "indextargets", "--format", "$(SITE) $(RELEASE)", "Created-By: Packages").splitlines()
    sites = [line.split()[0] for line in lines if line.split()[1:] == [codename]]
    return sites[0] if sites else "http://deb.debian.org/debian"


def apt_settings() -> str:
    """How this machine gets to the mirror (a proxy, say), for the apt inside."""
    ours = ("Acquire::http", "Acquire::https", "Acquire::Check-", "Acquire::Retries")
    return "".join(f"{line}\n" for line in said("apt-config", "dump").splitlines() if line.startswith(ours))


class BareRoot:
    def __init__(self, folder: Path, kept: Path):
        """Makes it in `folder`, which is new. `kept`: where archives stay from one time to the next."""
        needed(os.geteuid() == 0, "only root can make a bare system and install a package there")
        for tool in TOOLS:
            needed(shutil.which(tool), f"there is no {tool}; install the packages debootstrap and util-linux")
        self.folder = folder
        self.packages = kept / "archives"
        self.packages.mkdir(parents=True, exist_ok=True)
        codename = release()["VERSION_CODENAME"]
        archive = kept / f"{codename}.tar"
        if not archive.exists():
            self._bootstrap(codename, archive)
        folder.mkdir()
        said("tar", "--extract", "--numeric-owner", "--preserve-permissions", "-f", str(archive), "-C", str(folder))

    @staticmethod
    def _bootstrap(codename: str, archive: Path) -> None:
        making = archive.with_suffix(".making")
        shutil.rmtree(making, ignore_errors=True)
        try:
            line = ["debootstrap", "--variant=minbase", codename, str(making), mirror(codename)]
            made = subprocess.run(line, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
            needed(made.returncode == 0, f"debootstrap could make no system:\n{made.stdout[-2000:]}")
            (making / "etc/apt/apt.conf.d/90host").write_text(apt_settings())
            # It is thrown away: nobody needs it on the disk in time.
            (making / "etc/dpkg/dpkg.cfg.d/unsafe-io").write_text("force-unsafe-io\n")
            said("chroot", str(making), "useradd", "--create-home", "--shell", "/bin/bash", LEARNER)
            new = archive.with_suffix(".new")
            said("tar", "--create", "--numeric-owner", "--one-file-system", "-f", str(new), "-C", str(making), ".")
            new.rename(archive)
        finally:
            shutil.rmtree(making, ignore_errors=True)

    def run(
        self, words: Sequence[str] | str, user: str = "root", timeout_s: float = 900, **variables: str
    ) -> subprocess.CompletedProcess[str]:
        """A command, or a line for sh, in the user's home, with no more environment than a login has."""
        line = ["sh", "-ec", words] if isinstance(words, str) else [*words]
        become = ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups", "--reset-env"]
        settings = [f"{name}={value}" for name, value in {"LANG": "C.UTF-8", **variables}.items()]
        at_home = ["sh", "-c", 'cd && exec "$@"', "at-home"]
        inside = [*become, "env", *settings, *at_home, *line]
        unshare = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-ec", ENTER, "enter"]
        return subprocess.run(
            [*unshare, str(self.folder), str(self.packages), *inside],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            timeout=timeout_s,
            check=False,
        )

    def must(self, words: Sequence[str] | str, **how: str) -> str:
        """Its stdout; a failure of it is the test's."""
        done = self.run(words, **how)
        assert done.returncode == 0, f"{words}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def install(self, *packages: str, recommended: bool = False) -> str:
        """By apt, a path (of this machine's) or a name each."""
        words = []
        for package in packages:
            if "/" in package:
                shutil.copy(package, self.folder / "tmp")
                package = f"/tmp/{Path(package).name}"
            words.append(package)
        with_recommended = [] if recommended else ["--no-install-recommends"]
        self.must(["apt-get", "-qq", "update"])
        return self.must(
            ["apt-get", "-q", "install", "-y", *with_recommended, *words], DEBIAN_FRONTEND="noninteractive"
        )

    def path(self, inside: str) -> Path:
        return self.folder / inside.lstrip("/")

    def remove(self) -> None:
        shutil.rmtree(self.folder)
