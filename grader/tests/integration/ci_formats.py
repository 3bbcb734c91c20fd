"""Strict readers of the formats that `gilkit grade` writes: others' parsers where there are any, else the grammar as its
owner's program has it. Each takes the text and gives back what it says, or fails the test."""

import base64
import json
import os
import re
from pathlib import Path
from typing import NamedTuple

import jsonschema
import tap.parser
from junitparser import JUnitXml
from lxml import etree
from markdown_it import MarkdownIt

SCHEMAS = Path(os.environ["GILKIT_ROOT"]) / "grader/schema"


def check_characters(text: str) -> None:
    """Nothing that a terminal obeys or hides."""
    odd = re.search("[^\t\n -~\u00a0-\U0010ffff]|[\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\u00ad]", text)
    assert not odd, repr(odd)
    assert text.endswith("\n")


def junit(text: str) -> JUnitXml:
    document = etree.fromstring(text.encode(), etree.XMLParser(resolve_entities=False, recover=False))
    etree.XMLSchema(etree.parse(str(SCHEMAS / "junit.xsd"))).assertValid(document)
    report = JUnitXml.fromstring(text.encode())
    cases = [case for suite in report for case in suite]
    assert report.tests == len(cases) == sum(suite.tests for suite in report)
    return report


def outcomes_of_junit(text: str) -> dict[str, str]:
    """By case: passed, failure, error or skipped."""
    document = etree.fromstring(text.encode())
    outcomes = {}
    for case in document.iter("testcase"):
        kinds = [child.tag for child in case if child.tag != "system-out"]
        outcomes[case.get("name")] = kinds[0] if kinds else "passed"
    return outcomes


def tap_lines(text: str) -> list:
    """Version, plan, tests with their YAML blocks; nothing else, and the plan kept."""
    assert text.startswith("TAP version 14\n1..")
    lines = list(tap.parser.Parser().parse_text(text))
    unknown = [line for line in lines if line.category not in ("version", "plan", "test", "bail")]
    assert not unknown, unknown
    tests = [line for line in lines if line.category == "test"]
    assert [line.number for line in tests] == list(range(1, len(tests) + 1))
    (plan,) = [line for line in lines if line.category == "plan"]
    assert plan.expected_tests == len(tests)
    for line in tests:
        assert line.ok or {"message", "severity", "file"} <= line.yaml_block.keys(), line
    return lines


class MarkdownReport(NamedTuple):
    headings: list[str]
    code: list[str]  # of spans and blocks
    prose: list[str]  # everything else
    columns: set[int]  # of the tables' rows


def markdown(text: str) -> MarkdownReport:
    """With HTML allowed, so that it would be seen."""
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    blocks = ("heading", "paragraph", "table", "thead", "tbody", "tr", "th", "td")
    allowed = {f"{block}_{end}" for block in blocks for end in ("open", "close")} | {"inline", "fence"}
    report = MarkdownReport([], [], [], set())
    before, cells = None, 0
    for token in parser.parse(text):
        assert token.type in allowed, token
        if token.type == "fence":
            assert token.info == "text"
            report.code.append(token.content)
        if token.type == "inline":
            assert {child.type for child in token.children} <= {"text", "code_inline"}, token
            report.code.extend(child.content for child in token.children if child.type == "code_inline")
            report.prose.extend(child.content for child in token.children if child.type == "text")
            if before == "heading_open":
                report.headings.append(token.content)
        cells = 0 if token.type == "tr_open" else cells + (token.type in ("td_open", "th_open"))
        if token.type == "tr_close":
            report.columns.add(cells)
        before = token.type
    for prose in report.prose:  # which GitHub makes links and mentions of
        assert not re.search(r"@|#\d|www\.|://|GH-\d", prose), prose
    return report


class Command(NamedTuple):
    name: str
    properties: dict[str, str]
    message: str


REGISTERED = {
    "add-mask", "add-matcher", "add-path", "debug", "echo", "endgroup", "error", "group", "notice", "remove-matcher",
    "save-state", "set-env", "set-output", "stop-commands", "warning",
}  # fmt: skip


def unescaped(text: str, in_property: bool) -> str:
    for code, letter in [("%0D", "\r"), ("%0A", "\n"), *([("%3A", ":"), ("%2C", ",")] if in_property else [])]:
        text = text.replace(code, letter)
    return text.replace("%25", "%")


def command_of(line: str, names: set[str]) -> Command | None:
    """As the runner's ActionCommand.cs has it: `::name key=value,key=value::message` after any blanks, and the older
    `##[name key=value;…]message` anywhere in a line."""
    trimmed = line.lstrip()
    if trimmed.startswith("::") and "::" in trimmed[2:]:
        head, message = trimmed[2:].split("::", 1)
        name, _, rest = head.partition(" ")
        if name in names:
            pairs = [pair.split("=", 1) for pair in rest.strip().split(",") if "=" in pair]
            return Command(name, {key: unescaped(value, True) for key, value in pairs}, unescaped(message, False))
    older = re.search(r"##\[([^\] ]*)[^\]]*\](.*)", line)
    return Command(older[1], {}, older[2]) if older and older[1] in names else None


def commands(log: str) -> list[Command]:
    """What a runner obeys in a step's log."""
    obeyed, fence = [], None
    for line in log.split("\n"):
        command = command_of(line, REGISTERED | ({fence} if fence else set()))
        if fence:
            fence = None if command and command.name.lower() == fence.lower() else fence
        elif command and command.name == "stop-commands":
            fence = command.message
            assert fence and fence not in REGISTERED
        elif command:
            obeyed.append(command)
    assert fence is None, "the commands were never allowed again"
    return obeyed


def valid_json(format: str, text: str) -> dict:
    if format == "classroom":
        assert text.count("\n") == 1
        text = base64.b64decode(text.strip(), validate=True).decode()
    document = json.loads(text)
    schema = json.loads((SCHEMAS / f"{format}.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(document)
    return document


def read_all(reports: dict[str, str]) -> dict:
    """Each of them by its reader."""
    for text in reports.values():
        check_characters(text)
    return {
        "text": reports["text"],
        "json": json.loads(reports["json"]),
        "junit": junit(reports["junit"]),
        "tap": tap_lines(reports["tap"]),
        "markdown": markdown(reports["markdown"]),
        "github": commands(reports["github"]),
        **{name: valid_json(name, reports[name]) for name in ("classroom", "gradescope", "prairielearn", "exercism")},
    }
