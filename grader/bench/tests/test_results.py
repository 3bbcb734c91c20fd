import gzip
import json

import pytest
from lib.results import BadResults, Writer, load

RECORDS = [{"kind": "session", "cores": 2}, {"kind": "grading", "index": 0}, {"kind": "grading", "index": 1}]


def write(path, records):
    writer = Writer(path)
    for record in records:
        writer.append(record)
    writer.close()


def test_what_is_appended_is_read_back(tmp_path):
    file = tmp_path / "results.jsonl"
    assert load(file) == []
    write(file, RECORDS[:2])
    write(file, RECORDS[2:])
    assert load(file) == RECORDS


def test_a_torn_last_line_is_dropped_wherever_it_was_torn(tmp_path):
    file = tmp_path / "results.jsonl"
    write(file, RECORDS)
    whole = file.read_bytes()
    before = whole[: whole.rindex(b"\n", 0, -1) + 1]
    for end in range(len(before), len(whole)):
        file.write_bytes(whole[:end])
        assert load(file) == RECORDS[:2]
        write(file, [{"kind": "grading", "index": 7}])
        assert load(file) == [*RECORDS[:2], {"kind": "grading", "index": 7}]


def test_a_bad_line_in_the_middle_is_named(tmp_path):
    file = tmp_path / "results.jsonl"
    for bad in (b'{"kind":', b"[]", b'{"kind":"other"}', b"{}", b"\xff"):
        file.write_bytes(json.dumps(RECORDS[0]).encode() + b"\n" + bad + b"\n")
        with pytest.raises(BadResults, match=r"results\.jsonl:2 "):
            load(file)


def test_packed_results_are_read(tmp_path):
    plain, packed = tmp_path / "results.jsonl", tmp_path / "results.jsonl.gz"
    write(plain, RECORDS)
    whole = gzip.compress(plain.read_bytes())
    packed.write_bytes(whole)
    assert load(packed) == RECORDS
    for torn in (whole[:-9], whole[: len(whole) // 2], b"no gzip", whole[:12] + b"\xff" * 9):
        packed.write_bytes(torn)
        with pytest.raises(BadResults, match=r"results\.jsonl\.gz can't be unpacked"):
            load(packed)
