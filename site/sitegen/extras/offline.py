"""Reading offline: the web app manifest, and the service worker with the list of what it keeps."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from sitegen.extras import search

MANIFEST = "manifest.webmanifest"
WORKER = "sw.js"
CODE = Path(__file__).resolve().parents[2] / "static/js/sw.js"
_PYTHON = "assets/pyodide-"  # 13 MB, kept once somebody used it


def manifest(title: str, icon: str) -> bytes:
    """No colours: those of the page hold, light or dark. `minimal-ui`: a course wants a way back."""
    described = {
        "name": title,
        "short_name": "gilkit",
        "lang": "en",
        "start_url": "index.html",
        "scope": "./",
        "display": "minimal-ui",
        "icons": [{"src": icon, "sizes": "any", "type": "image/svg+xml"}],
    }
    return json.dumps(described, indent=1).encode()


def _kept(path: str) -> bool:
    """Pages, and what they show or load: not what is there for other sites (pictures, PNG) and other programs."""
    if path.startswith("assets/"):
        return not path.startswith(_PYTHON) and not path.endswith(".png")
    return path.endswith(".html") or path == MANIFEST


def worker(site: Mapping[str, bytes]) -> bytes:
    """The service worker of a site with these files. Its version differs whenever itself or what it keeps differs."""
    code = CODE.read_bytes()
    kept = {path: hashlib.sha256(content).hexdigest() for path, content in sorted(site.items()) if _kept(path)}
    version = hashlib.sha256(json.dumps(kept).encode() + code).hexdigest()[:10]
    constants = {"VERSION": version, "FILES": list(kept), "PYTHON": _PYTHON, "ENTRY": f"/{search.ENTRY}"}
    head = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in constants.items())
    return head.encode() + code
