"""XML files from plain text."""

import re
from collections.abc import Mapping
from xml.etree import ElementTree

# What XML 1.0 can't hold, not even escaped.
_NEVER = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def element(
    parent: ElementTree.Element, tag: str, text: str = "", attributes: Mapping[str, str] = {}
) -> ElementTree.Element:
    made = ElementTree.SubElement(parent, tag, {name: _NEVER.sub("", value) for name, value in attributes.items()})
    made.text = _NEVER.sub("", text) or None
    return made


def document(root: ElementTree.Element) -> bytes:
    ElementTree.indent(root)
    text: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"
