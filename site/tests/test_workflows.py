"""What GitHub and GitLab are told to do: as far as it can be done here, it is."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import]
from dom import parse
from sitegen.extras import npm

ROOT = Path(os.environ["GILKIT_ROOT"])
GITHUB = yaml.safe_load((ROOT / ".github/workflows/pages.yml").read_text())
GITLAB = yaml.safe_load((ROOT / ".gitlab-ci.yml").read_text())
BASE = "https://example.org/gil"  # neither of them ends it with a slash
STEPS: list[dict[str, Any]] = [step for job in GITHUB["jobs"].values() for step in job["steps"]]
INSTALL = npm.INSTALL.replace("--ignore-scripts", "--ignore-scripts --omit=dev")


def only(lines: list[str], words: str) -> str:
    (line,) = [line for line in lines if words in line]
    return line


def built(line: str, folder: Path, **variables: str) -> Path:
    """Runs the line that builds where ./gilkit is a clone's; returns the folder that it wrote."""
    program = f'#!/bin/sh\nexec "{os.environ["GILKIT_BINARY"]}" "$@"\n'
    (folder / "gilkit").write_text(program)
    (folder / "gilkit").chmod(0o755)
    environment = {**os.environ, "GILKIT_TOOL_PYTHON": sys.executable, **variables}

    def run(line: str) -> subprocess.CompletedProcess[str]:
        command = ["sh", "-ec", line]
        return subprocess.run(command, cwd=folder, capture_output=True, text=True, env=environment, check=False)

    if npm.find().missing():
        refused = run(line)
        assert refused.returncode == 2 and npm.INSTALL in refused.stderr
        line = line.replace(" --complete", "")
    done = run(line)
    assert done.returncode == 0, done.stderr
    (out,) = [path for path in folder.iterdir() if path.is_dir()]
    return out


def check_site(out: Path) -> None:
    assert parse((out / "index.html").read_text()).one("link", rel="canonical").attrs["href"] == f"{BASE}/"
    assert f"Sitemap: {BASE}/sitemap.xml" in (out / "robots.txt").read_text()
    assert (out / "404.html").is_file() and (out / "feed.xml").is_file()


def test_actions_are_pinned_by_their_major_version() -> None:
    used = [step["uses"] for step in STEPS if "uses" in step]
    assert len(used) >= 4
    for action in used:
        assert re.fullmatch(r"actions/[a-z-]+@v\d+", action), action


def test_no_job_may_do_more_than_it_has_to() -> None:
    assert GITHUB["permissions"] == {}
    assert GITHUB["jobs"]["build"]["permissions"] == {"contents": "read", "pages": "read"}
    assert GITHUB["jobs"]["publish"]["permissions"] == {"pages": "write", "id-token": "write"}


def test_github_publishes_what_it_built(tmp_path: Path) -> None:
    (build,) = [step for step in STEPS if "site build" in step.get("run", "")]
    (address,) = [step for step in STEPS if step.get("uses", "").startswith("actions/configure-pages@")]
    assert build["env"] == {"BASE_URL": "${{ steps.%s.outputs.base_url }}" % address["id"]}
    out = built(build["run"], tmp_path, BASE_URL=BASE)
    (upload,) = [step for step in STEPS if step.get("uses", "").startswith("actions/upload-pages-artifact@")]
    assert out == tmp_path / upload["with"]["path"]
    check_site(out)


def test_gitlab_publishes_what_it_built(tmp_path: Path) -> None:
    job = GITLAB["pages"]  # the name that GitLab looks for
    out = built(only(job["script"], "site build"), tmp_path, CI_PAGES_URL=BASE)
    assert [tmp_path / path for path in job["artifacts"]["paths"]] == [out] == [tmp_path / "public"]
    check_site(out)


@pytest.mark.parametrize("lines", [[step.get("run", "") for step in STEPS], GITLAB["pages"]["script"]])
def test_both_get_the_packages_before_they_build(lines: list[str]) -> None:
    assert only(lines, "npm") == INSTALL
    assert lines.index(INSTALL) < lines.index(only(lines, "site build"))


def test_no_command_is_unknown() -> None:
    """Each is run here, or is one of those that need a network or root."""
    lines = [step["run"] for step in STEPS if "run" in step]
    lines += GITLAB["pages"]["before_script"] + GITLAB["pages"]["script"]
    assert {line.split()[0] for line in lines} == {"npm", "./gilkit", "apt-get"}


def test_gitlab_installs_only_packages_that_debian_has() -> None:
    line = only(GITLAB["pages"]["before_script"], "install")
    names = line.partition("--no-install-recommends ")[2].split()
    assert names == ["ca-certificates", "nodejs", "npm"]
    assert GITLAB["pages"]["image"] == "debian:12"
