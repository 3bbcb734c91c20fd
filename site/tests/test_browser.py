"""The finished site in Chromium. The tests themselves are JavaScript, in tests/browser; this makes the site and starts
them, or says what they lack: by a skip, or by a failure where GILKIT_REQUIRE_BROWSER is set."""

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(os.environ["GILKIT_ROOT"])
SITE = Path(__file__).resolve().parent.parent
TESTS = sorted(path.name for path in (SITE / "tests/browser").glob("*.test.mjs"))
NODE = (18, 19)  # what the tools ask for, and Debian 12 has
TIME_LIMIT_S = 600
# Where the tests serve it: below a path of its own, and a base URL says so.
BASE_URL = "https://example.org/under/a/path/"


def _chromium() -> str | None:
    named = os.environ.get("GILKIT_CHROMIUM")
    found = (shutil.which(name) for name in ([named] if named else ["chromium", "chromium-browser", "google-chrome"]))
    return next((path for path in found if path), None)


def _lacking() -> str:
    """What is missing, and where it comes from; empty when all is there."""
    node = shutil.which("node")
    if not node:
        return "no Node; install the package nodejs"
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    numbers = re.match(r"v(\d+)\.(\d+)", version)
    if not numbers or tuple(map(int, numbers.groups())) < NODE:
        return f"Node is {version or 'broken'}; install {'.'.join(map(str, NODE))} or newer"
    if not (SITE / "node_modules/playwright-core").is_dir():
        return "no tools; get them with `npm ci --ignore-scripts --prefix site`"
    if not _chromium():
        return "no Chromium; install the package chromium, or name one in GILKIT_CHROMIUM"
    return ""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    lacking = _lacking()
    if lacking and os.environ.get("GILKIT_REQUIRE_BROWSER"):
        pytest.fail(f"the tests in a browser can't run, and must: {lacking}")
    if lacking:
        pytest.skip(lacking)
    out = tmp_path_factory.mktemp("browser") / "site"
    build = ["build", "--root", str(ROOT), "--out", str(out), "--base-url", BASE_URL, "--complete"]
    done = subprocess.run([sys.executable, "-B", "-m", "sitegen", *build], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return out


@pytest.mark.parametrize("name", TESTS)
def test_in_chromium(site: Path, name: str) -> None:
    environment = {**os.environ, "GILKIT_SITE": str(site), "GILKIT_CHROMIUM": str(_chromium()), "GILKIT_PYTHON": sys.executable}
    command = ["node", "--test", "--test-reporter=spec", f"tests/browser/{name}"]
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    process = subprocess.Popen(command, cwd=SITE, env=environment, text=True, start_new_session=True, **streams)
    try:
        output, _ = process.communicate(timeout=TIME_LIMIT_S)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)  # Chromium too
        output = f"{process.communicate()[0]}\nstill running after {TIME_LIMIT_S} s"
    print(output)
    assert process.returncode == 0, f"{name} failed; its report is below"
