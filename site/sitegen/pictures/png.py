"""An SVG to a PNG, by CairoSVG, but for the last step: cairo's own writer takes longer than all of the drawing."""

import struct
import zlib
from functools import lru_cache

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_DEPTH, _RGB = 8, 2
_AS_IT_IS, _AS_ABOVE = b"\0", b"\2"  # how a row is told: by its own bytes, or by their difference from the row above
_FAST = 1  # of zlib's levels; the pictures are flat, and higher ones save little


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _rows(pixels: bytes, width: int) -> bytes:
    """Rows of red, green and blue out of cairo's blue, green, red and opacity. Rows like the one above are many."""
    colours = bytearray(len(pixels) // 4 * 3)
    colours[0::3], colours[1::3], colours[2::3] = pixels[2::4], pixels[1::4], pixels[0::4]
    length = 3 * width
    same = _AS_ABOVE + bytes(length)
    rows, above = [], b""
    for at in range(0, len(colours), length):
        row = bytes(colours[at : at + length])
        rows.append(same if row == above else _AS_IT_IS + row)
        above = row
    return b"".join(rows)


@lru_cache(maxsize=64)
def png(svg: str) -> bytes:
    """Of an SVG that leaves nothing transparent and has a width and a height in pixels."""
    # Here: only a build needs it, and it takes 0.1 s.
    from cairosvg.parser import Tree  # type: ignore[import]
    from cairosvg.surface import PNGSurface  # type: ignore[import]

    drawn = PNGSurface(Tree(bytestring=svg.encode()), None, 96).cairo
    drawn.flush()
    width, height = drawn.get_width(), drawn.get_height()
    if drawn.get_stride() != 4 * width:
        raise AssertionError("rows of 32-bit pixels have no padding")
    head = struct.pack(">IIBBBBB", width, height, _DEPTH, _RGB, 0, 0, 0)
    pixels = zlib.compress(_rows(bytes(drawn.get_data()), width), _FAST)
    return _SIGNATURE + _chunk(b"IHDR", head) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")
