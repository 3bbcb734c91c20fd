"""The texts that go with the course as a whole. A course may lack them; then the site has no such pages."""

from dataclasses import dataclass
from pathlib import Path

from sitegen.companions import glossary, guide
from sitegen.errors import SiteError


@dataclass(frozen=True)
class Companions:
    """Markdown; empty where there is none."""

    glossary: str = ""
    guide: str = ""


def _text(file: Path, name: str) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError:
        raise SiteError([f"{name}: not UTF-8; save it as such"]) from None
    except OSError as error:
        raise SiteError([f"{name}: can't be read: {error.strerror}; make it a readable file"]) from error


def read(root: Path) -> Companions:
    """`root` is the folder that holds lessons/. Raises SiteError for a file that can't be read."""
    return Companions(*(_text(root / name, name) for name in (glossary.FILE, guide.FILE)))
