// The files of the site, without a browser: valid HTML, and their weight as a server sends them.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

import { HtmlValidate } from "html-validate";

import { SITE, html, lessons, none, pages } from "./support.mjs";

const RULES = {
  extends: ["html-validate:recommended"],
  rules: {
    "doctype-style": ["error", { style: "lowercase" }],
    "aria-label-misuse": ["error", { allowAnyNamable: true }], // a list may have a name
    "long-title": "off", // says nothing about HTML
  },
};
const weight = (content) => gzipSync(content, { level: 6 }).length;

test("every page is valid HTML", async () => {
  const validator = new HtmlValidate(RULES);
  for (const path of pages) {
    const { results } = await validator.validateString(html(path), path);
    const faults = results.flatMap(({ messages }) => messages.map(({ ruleId, message, line, column }) => `${path}:${line}:${column} ${ruleId}: ${message}`));
    none(faults);
  }
});

test("a lesson's page and what it loads keep their budgets", (t) => {
  const assets = readdirSync(join(SITE, "assets"), { withFileTypes: true }).filter((entry) => entry.isFile());
  const loaded = (path, suffix) => {
    const names = assets.map(({ name }) => name).filter((name) => name.endsWith(suffix) && html(path).includes(`assets/${name}`));
    return names.reduce((sum, name) => sum + weight(readFileSync(join(SITE, "assets", name))), 0);
  };
  for (const path of lessons) {
    const [page, css, js] = [weight(html(path)), loaded(path, ".css"), loaded(path, ".js")];
    t.diagnostic(`${path}: HTML ${page}, CSS ${css}, JS ${js} bytes`);
    assert.ok(page <= 20_000, `${path}: ${page} bytes of HTML`);
    assert.ok(css > 0 && css <= 12_000, `${path}: ${css} bytes of CSS`);
    assert.ok(js > 0 && js <= 20_000, `${path}: ${js} bytes of JavaScript`);
  }
});
