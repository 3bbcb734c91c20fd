// The tables of the journal, version 1. Times are seconds since 1970.
#pragma once

namespace gilkit::batch {

constexpr const char* schema_1 = R"(
CREATE TABLE source(              -- what was handed in, once for all who handed it in
    digest TEXT PRIMARY KEY,
    bytes BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE submission(          -- what intake found, the last time that it looked
    number INTEGER PRIMARY KEY,
    student BLOB NOT NULL,
    folder TEXT NOT NULL,
    exercise TEXT NOT NULL,
    path BLOB NOT NULL,
    source TEXT REFERENCES source(digest),
    key TEXT,
    fault BLOB,
    CHECK ((key IS NULL) = (fault IS NOT NULL)));
CREATE INDEX submission_by_key ON submission(key);
CREATE INDEX submission_by_folder ON submission(folder);
CREATE INDEX submission_by_source ON submission(source);
CREATE TABLE attempt(             -- every try at a grading
    attempt TEXT PRIMARY KEY,
    key TEXT NOT NULL,
    worker TEXT NOT NULL,
    begun REAL NOT NULL,
    ended REAL,
    end TEXT) WITHOUT ROWID;
CREATE TABLE grading(             -- what came of it: one a key
    key TEXT PRIMARY KEY,
    attempt TEXT NOT NULL REFERENCES attempt(attempt),
    exercise TEXT NOT NULL,
    verdict TEXT NOT NULL,
    reason TEXT NOT NULL,
    score REAL,
    message TEXT NOT NULL,
    seconds REAL NOT NULL,
    boxes_cpu_s REAL NOT NULL,
    gilkit_cpu_s REAL NOT NULL,
    machine TEXT NOT NULL,
    result TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE normal_form(         -- of a source as a submission for that exercise: its tokens, renamed
    source TEXT NOT NULL,
    exercise TEXT NOT NULL,
    digest TEXT NOT NULL,
    prints INTEGER NOT NULL,
    PRIMARY KEY (exercise, source)) WITHOUT ROWID;
CREATE TABLE fingerprint(
    exercise TEXT NOT NULL,
    print INTEGER NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (exercise, print, source)) WITHOUT ROWID;
)";

} // namespace gilkit::batch
