"""How templates are read. Each is compiled once, however often `gilkit site serve` builds."""

from functools import lru_cache
from pathlib import Path

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined, meta
from jinja2.bccache import Bucket


class _Compiled(BytecodeCache):
    """Keeps what templates were compiled to in this process. Jinja2 says in it from which source, and asks anew when
    that is another one, so it is never that of a template before its last change."""

    def __init__(self) -> None:
        self._codes: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._codes:
            bucket.bytecode_from_string(self._codes[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._codes[bucket.key] = bucket.bytecode_to_string()


_compiled = _Compiled()


def environment(folder: Path) -> Environment:
    return Environment(
        loader=FileSystemLoader(folder),
        bytecode_cache=_compiled,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


@lru_cache(maxsize=256)
def _references(source: str) -> frozenset[str]:
    found = meta.find_referenced_templates(Environment().parse(source))
    return frozenset(name for name in found if name)


def unused(folder: Path, used: set[str]) -> list[str]:
    """The templates in `folder` that neither stand in `used` nor are included or extended by one that does."""
    reached: set[str] = set()
    waiting = set(used)
    while waiting:
        name = waiting.pop()
        reached.add(name)
        waiting |= _references((folder / name).read_text()) - reached
    return sorted({str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()} - reached)
