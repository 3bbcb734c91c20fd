// The page of overview.hpp, for mustache: {{x}} is escaped, {{#x}}…{{/x}} stands for each x or where x is
// true.
#pragma once

namespace gilkit::batch {

constexpr const char* overview_template = R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>{{total}} submissions</title>
<style>
:root { color-scheme: light dark; --line: #8886; --passed: #1a7f37; --failed: #c0362c; --undecided: #9a6700; --error: #6e5494; --bar: #3b7dd8; }
@media (prefers-color-scheme: dark) { :root { --passed: #3fb950; --failed: #ff7b72; --undecided: #d29922; --error: #b392f0; --bar: #79b0ff; } }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 70rem; margin: 0 auto; padding: 1rem; }
h1, h2 { line-height: 1.2; }
table { border-collapse: collapse; }
th, td { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
th[scope=col] { overflow-wrap: normal; }
td.figure, th.figure { text-align: right; font-variant-numeric: tabular-nums; }
.bar { display: inline-block; height: .8em; background: var(--bar); min-width: 1px; }
.wide { width: 20rem; max-width: 50vw; }
.passed { color: var(--passed); } .failed { color: var(--failed); } .inconclusive { color: var(--undecided); } .error { color: var(--error); }
.scroll { overflow-x: auto; }
</style>
</head>
<body>
<h1>{{total}} submissions of {{students}} students</h1>
<table>
<caption hidden>Verdicts</caption>
{{#verdicts}}<tr><th scope="row"><span class="{{name}}">{{sign}} {{words}}</span></th><td class="figure">{{count}}</td><td class="wide"><span class="bar" style="width: {{percent}}%"></span></td></tr>
{{/verdicts}}</table>
{{#has_scores}}<h2>Scores</h2>
<table>
<tr><th scope="col">Score</th><th scope="col" class="figure">Submissions</th><th scope="col" class="wide"></th></tr>
{{#scores}}<tr><th scope="row">{{from}}</th><td class="figure">{{count}}</td><td class="wide"><span class="bar" style="width: {{percent}}%"></span></td></tr>
{{/scores}}</table>
{{/has_scores}}
{{#has_reasons}}<h2>Common reasons</h2>
<table>
<tr><th scope="col">Reason</th><th scope="col" class="figure">Submissions</th><th scope="col" class="wide"></th></tr>
{{#reasons}}<tr><th scope="row">{{name}}</th><td class="figure">{{count}}</td><td class="wide"><span class="bar" style="width: {{percent}}%"></span></td></tr>
{{/reasons}}</table>
{{/has_reasons}}
<h2>Exercises</h2>
<div class="scroll"><table>
<tr><th scope="col">Exercise</th><th scope="col" class="figure">Passed</th><th scope="col" class="figure">Failed</th><th scope="col" class="figure">Undecided</th><th scope="col" class="figure">Not graded</th><th scope="col" class="figure">Waiting</th></tr>
{{#exercises}}<tr><th scope="row">{{name}}</th><td class="figure">{{passed}}</td><td class="figure">{{failed}}</td><td class="figure">{{inconclusive}}</td><td class="figure">{{error}}</td><td class="figure">{{waiting}}</td></tr>
{{/exercises}}</table></div>
{{#has_together}}<h2>Look at these together</h2>
<p>These submissions share most of what they have beyond the stub, with names, numbers, texts and comments left out. That is a
reason to read them beside each other, and says nothing of why they are alike: short programs for one task often are. Shown are
groups that are the same in this sense, and pairs from {{threshold}} % on.</p>
<div class="scroll"><table>
<tr><th scope="col">Exercise</th><th scope="col">Students</th><th scope="col" class="figure">Shared</th></tr>
{{#together}}<tr><td>{{exercise}}</td><td>{{#who}}<a href="students/{{link}}/result.json">{{student}}</a>{{^last}}, {{/last}}{{/who}}</td><td class="figure">{{share}}</td></tr>
{{/together}}</table></div>
{{/has_together}}
<h2>Students</h2>
<div class="scroll"><table>
<tr><th scope="col">Student</th><th scope="col">Exercise</th><th scope="col">Verdict</th><th scope="col" class="figure">Score</th><th scope="col">Message</th></tr>
{{#rows}}<tr><th scope="row">{{student}}{{#links}} <a href="students/{{folder}}/{{file}}">{{words}}</a>{{/links}}</th><td>{{exercise}}</td><td><span class="{{verdict}}">{{sign}} {{verdict}}</span>{{#reason}} ({{reason}}){{/reason}}</td><td class="figure">{{score}}</td><td>{{message}}</td></tr>
{{/rows}}</table></div>
<p>All of this as a table: <a href="results.csv">results.csv</a>. Graded by gilkit {{version}}.</p>
</body>
</html>
)";

} // namespace gilkit::batch
