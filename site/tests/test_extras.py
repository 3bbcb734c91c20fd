"""Search, Python for the browser and reading offline: with made-up packages, so that npm is not needed."""

import json
import os
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from dom import parse
from sample import course, lesson, unit
from sitegen.check import check
from sitegen.errors import SiteError
from sitegen.extras import npm, offline
from sitegen.extras.offer import Extras, Wanted
from sitegen.gather import gather
from sitegen.render import Renderer
from sitegen.routes import BaseUrl

# Like Pagefind, as far as the site sees it. What it was given to read, it leaves in the index.
PAGEFIND = """\
#!/bin/sh
[ ! -e "$0.refuse" ] || { echo "no good" >&2; exit 1; }
echo "$*" >"$0.called"
mkdir -p "$4/index" "$4/fragment"
for name in pagefind.js pagefind-entry.json pagefind-ui.js pagefind-worker.js wasm.en.pagefind wasm.unknown.pagefind \\
    pagefind.en_1.pf_meta index/en_1.pf_index; do echo "$name" >"$4/$name"; done
cat "$2/lessons/one.html" >"$4/fragment/en_1.pf_fragment"
"""
THREADS = "import threading\nthreading.Thread(target=print).start()\n"


@pytest.fixture
def modules(tmp_path: Path) -> Path:
    """A node_modules with both packages."""
    folder = tmp_path / "node_modules"
    machine = {"x86_64": "x64", "aarch64": "arm64"}.get(os.uname().machine, os.uname().machine)
    pagefind = folder / f"@pagefind/{os.uname().sysname.lower()}-{machine}"
    (pagefind / "bin").mkdir(parents=True)
    (pagefind / "package.json").write_text('{"version": "1.2.3"}')
    program = pagefind / "bin/pagefind_extended"
    program.write_text(PAGEFIND)
    program.chmod(0o755)
    pyodide = folder / "pyodide"
    pyodide.mkdir()
    (pyodide / "package.json").write_text('{"version": "300.1.0"}')
    for name in ("pyodide.mjs", "pyodide.asm.mjs", "python_stdlib.zip", "README.md"):
        (pyodide / name).write_text(f"{name}\n//# sourceMappingURL={name}.map\n")
    (pyodide / "pyodide.asm.wasm").write_bytes(b"x" * 7_600_000)
    (pyodide / "pyodide-lock.json").write_text('{"info": {"python": "3.14.2"}, "packages": {"numpy": {}}}')
    return folder


def build(extras: Extras, *units: object) -> dict[str, bytes]:
    site, problems = gather(course(*units), "0.1.0", BaseUrl())  # type: ignore[arg-type]
    assert problems == []
    renderer = Renderer(site, BaseUrl(), offer=extras.offer)
    files = extras.files(renderer.site(), site.title, renderer.assets.path("icon.svg"))
    assert renderer.problems() + check(files, BaseUrl()) == []
    return files


def test_without_the_packages_the_site_is_whole_and_offers_neither(tmp_path: Path) -> None:
    extras = Extras(Wanted.FOUND, tmp_path)
    lacking = "no search and no programs that run in the browser"
    assert extras.remark == f"{lacking}; they come with `npm ci --ignore-scripts --prefix site`"
    files = build(extras)
    assert not any("pagefind" in path or "pyodide" in path or "/run-" in path for path in files)
    for path in ("index.html", "lessons/one.html"):
        page = parse(files[path].decode())
        assert not page.all("dialog") and not page.all("run-here") and not page.all("button", class_="find"), path
    assert "manifest.webmanifest" in files and "sw.js" in files, "offline it can be read all the same"


def test_a_site_that_must_be_complete_is_refused_without_them(tmp_path: Path) -> None:
    with pytest.raises(SiteError, match="no search and no programs that run in the browser.*run `npm ci"):
        Extras(Wanted.ALL, tmp_path)


def test_nothing_is_added_while_pages_are_written(modules: Path) -> None:
    extras = Extras(Wanted.NONE, modules)
    files = build(extras)
    assert extras.remark == "" and not {"sw.js", "manifest.webmanifest"} & set(files)
    assert b'rel="manifest"' not in files["index.html"]


def test_a_package_that_npm_left_half_is_told(modules: Path) -> None:
    (modules / "pyodide/package.json").write_text("{")
    with pytest.raises(SiteError, match="pyodide/package.json: can't be read"):
        npm.find(modules)
    (modules / "pyodide/package.json").write_text('{"version": "300.1.0"}')
    (modules / "pyodide/pyodide.mjs").unlink()
    with pytest.raises(SiteError, match="pyodide.mjs: No such file.*again"):
        build(Extras(Wanted.ALL, modules))


def test_the_search_is_made_from_the_finished_pages(modules: Path) -> None:
    files = build(Extras(Wanted.ALL, modules))
    assert {path.removeprefix("assets/pagefind-1.2.3/") for path in files if "pagefind" in path} == {
        "pagefind.js",
        "pagefind-entry.json",
        "wasm.en.pagefind",
        "pagefind.en_1.pf_meta",
        "index/en_1.pf_index",
        "fragment/en_1.pf_fragment",
    }, "and nothing of Pagefind's own interfaces"
    read = files["assets/pagefind-1.2.3/fragment/en_1.pf_fragment"].decode()
    for slug in ("predict", "the-output", "key-takeaway"):
        assert f'<h2 id="{slug}"' in read, "Pagefind looks for a section's place on its heading"
    assert 'class="eyebrow" data-pagefind-meta="kind">Lesson 1<' in read
    assert parse(read).one("main").attrs.get("data-pagefind-body") == ""


def test_answers_are_not_found_and_neither_are_pages_that_are_none(modules: Path) -> None:
    files = build(Extras(Wanted.ALL, modules))
    called = next(modules.glob("@pagefind/*/bin/*.called")).read_text()
    assert "--exclude-selectors .reveal," in called
    lesson_page = parse(files["lessons/one.html"].decode())
    answers = lesson_page.one("details", class_="reveal")
    assert "Because of long." in answers.words
    for path in ("404.html", "lessons/uno.html"):
        assert "data-pagefind-body" not in parse(files[path].decode()).one("main").attrs, path


def test_a_failing_search_fails_the_build(modules: Path) -> None:
    program = next(modules.glob("@pagefind/*/bin/pagefind_extended"))
    program.with_name("pagefind_extended.refuse").touch()
    with pytest.raises(SiteError, match=r"made no search index \(no good\); run `npm ci"):
        build(Extras(Wanted.ALL, modules))
    program.chmod(0o644)
    with pytest.raises(SiteError, match="can't make the search index"):
        build(Extras(Wanted.ALL, modules))


def test_every_page_has_the_search_and_says_where_it_lies(modules: Path) -> None:
    files = build(Extras(Wanted.ALL, modules))
    for path in ("index.html", "lessons/one.html", "404.html"):
        page = parse(files[path].decode())
        dialog = page.one("dialog", class_="search")
        up = "../" if "/" in path else ""
        assert dialog.attrs["data-script"] == f"{up}assets/pagefind-1.2.3/pagefind.js"
        assert dialog.attrs["data-root"] == f"{up}index.html"
        assert page.one("button", class_="find").words == "Search /"


def test_python_is_shipped_as_scripts_that_any_server_knows(modules: Path) -> None:
    files = build(Extras(Wanted.ALL, modules))
    python = {path.removeprefix("assets/pyodide-300.1.0/"): content for path, content in files.items() if "pyodide" in path}
    names = {"pyodide.js", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json"}
    assert python.keys() == names
    assert python["pyodide.js"] == b"pyodide.mjs", "without the address of a file that isn't there"
    assert json.loads(python["pyodide-lock.json"]) == {"info": {"python": "3.14.2"}, "packages": {}}


def test_a_lesson_offers_its_programs_or_says_why_not(modules: Path) -> None:
    extras = Extras(Wanted.ALL, modules)
    page = parse(build(extras)["lessons/one.html"].decode())
    broken, fixed = page.all("run-here")
    assert broken.one("textarea").text.endswith("print(f(1))\n") and broken.attrs["data-name"] == "broken.py"
    assert broken.attrs["data-python"] == "../assets/pyodide-300.1.0/"
    assert "8 MB" in broken.words
    assert page.one("section", id="the-fix").all("run-here") == [fixed]

    threaded = lesson(fixed=SimpleNamespace(file="fixed.py", source=THREADS, prints=[]))
    threaded.sections[6].markdown = threaded.sections[6].markdown.replace("print(2)  # <fixed>\n", THREADS)
    page = parse(build(extras, unit(lesson=threaded))["lessons/one.html"].decode())
    assert len(page.all("run-here")) == 1
    reason = "fixed.py can’t run in this page: it needs threads, which Python in a browser doesn’t have."
    assert reason in page.one("section", id="the-fix").words


def listed(worker: bytes) -> list[str]:
    return json.loads(re.search(r"const FILES = (\[.*\]);", worker.decode())[1])  # type: ignore[index, no-any-return]


def test_all_that_pages_need_is_kept_for_reading_offline(modules: Path) -> None:
    others = ("robots.txt", "sitemap.xml", "results.json", "assets/one.0.png", "assets/one.0.json")
    files = build(Extras(Wanted.ALL, modules)) | dict.fromkeys(others, b"")
    kept = set(listed(offline.worker(files)))
    assert kept <= set(files)
    assert {path for path in files if path.endswith((".html", ".css", ".js", ".svg", ".py"))} - kept == {
        "sw.js",
        "assets/pyodide-300.1.0/pyodide.js",
        "assets/pyodide-300.1.0/pyodide.asm.js",
    }
    assert {"assets/one.0.json", *(path for path in files if "pagefind" in path)} <= kept
    assert not {"robots.txt", "sitemap.xml", "results.json", "assets/one.0.png"} & kept


def test_a_change_of_any_file_that_is_kept_makes_another_version(modules: Path) -> None:
    files = build(Extras(Wanted.ALL, modules))
    first = offline.worker(files)
    assert first == offline.worker(dict(reversed(files.items()))) == files["sw.js"]
    assert offline.worker(files | {"index.html": b"other"}) != first
    assert offline.worker(files | {"results.json": b"other"}) == first


def test_the_manifest_leads_into_the_site(modules: Path) -> None:
    files = build(Extras(Wanted.ALL, modules))
    manifest = json.loads(files["manifest.webmanifest"])
    assert manifest["name"] == "A course" and manifest["start_url"] in files
    assert all(icon["src"] in files for icon in manifest["icons"])
    assert parse(files["lessons/one.html"].decode()).one("link", rel="manifest").attrs["href"] == "../manifest.webmanifest"


def test_the_lock_file_names_no_host_and_no_package_runs_a_script() -> None:
    lock = json.loads((npm.MODULES.parent / "package-lock.json").read_text())
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert packages and not any("resolved" in package for package in packages.values())
    assert all("integrity" in package for package in packages.values())
    assert not any(package.get("hasInstallScript") for package in packages.values())
    wanted = lock["packages"][""]
    versions = wanted["dependencies"] | wanted["devDependencies"]
    assert all(re.fullmatch(r"[\d.]+", version) for version in versions.values()), versions
