// What the tests in a browser share: the site, a server for it, Chromium, and a watch on what a page does.
//
// test_browser.py makes the site and starts the tests; by hand: see site/README.md.
import assert from "node:assert/strict";
import { existsSync, createReadStream, readFileSync, readdirSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

import { chromium } from "playwright-core";

export const SITE = process.env.GILKIT_SITE;
export const PREFIX = "/under/a/path/"; // as on most hosts of pages, the site doesn't begin at the root

export const html = (path) => readFileSync(join(SITE, path), "utf8");
export const pages = readdirSync(SITE, { recursive: true })
  .filter((path) => path.endsWith(".html"))
  .sort();
const moved = new Set(pages.filter((path) => html(path).includes('http-equiv="refresh"')));
export const stayed = pages.filter((path) => !moved.has(path));
export const lessons = stayed.filter((path) => path.startsWith("lessons/"));

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css",
  ".js": "text/javascript",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".xml": "application/xml",
  ".webmanifest": "application/manifest+json",
};
// Sent as a header, too: a page's own policy doesn't reach its workers, and some hosts send one for everything.
const POLICY = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html("index.html"))[1];

const PAUSE_MS = 250; // long enough for a frame to be painted

// Serves the site that state.folder holds, below PREFIX, as long as it isn't state.broken. Pages come in two pieces where
// they hold the text state.pauseAfter.
export async function serve({ folder = SITE, port = 0 } = {}) {
  const state = { folder, broken: false, pauseAfter: "", requests: [] };
  const server = createServer((request, response) => {
    const path = decodeURI(new URL(request.url, "http://localhost").pathname);
    state.requests.push(path);
    if (state.broken) return response.writeHead(503, { "Content-Type": "text/html" }).end("<title>503</title>Broken");
    let file = path.startsWith(PREFIX) ? join(state.folder, normalize(path.slice(PREFIX.length))) : "";
    if (file && existsSync(file) && statSync(file).isDirectory()) file = join(file, "index.html");
    const found = file && existsSync(file);
    if (!found) file = join(state.folder, "404.html");
    response.writeHead(found ? 200 : 404, {
      "Content-Type": TYPES[extname(file)] ?? "application/octet-stream",
      "Content-Security-Policy": POLICY,
      "Cache-Control": path.includes("/assets/") ? "max-age=86400" : "no-cache",
    });
    const whole = state.pauseAfter && file.endsWith(".html") ? readFileSync(file, "utf8") : "";
    const at = whole.indexOf(state.pauseAfter);
    if (!whole || at < 0) return createReadStream(file).pipe(response);
    response.write(whole.slice(0, at + state.pauseAfter.length));
    setTimeout(() => response.end(whole.slice(at + state.pauseAfter.length)), PAUSE_MS);
  });
  await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  return {
    state,
    origin,
    port: server.address().port,
    url: (path = "") => `${origin}${PREFIX}${path}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

export const launch = () =>
  chromium.launch({
    executablePath: process.env.GILKIT_CHROMIUM ?? "/usr/bin/chromium",
    args: process.getuid() === 0 ? ["--no-sandbox"] : [],
  });

// The way to say that a list of faults must be empty: without Node's own diff, which shows them three times.
export function none(faults, where = "") {
  if (faults.length) assert.fail([`${where} ${faults.length} found:`, ...faults.slice(0, 25)].join("\n  "));
}

// What must never happen on a page, as it happens: errors and warnings (breaches of the policy are among them), files
// that can't be had, requests to another host.
export function watch(page, { origin, missing = [] } = {}) {
  const faults = [];
  let left = 0; // pages, so far
  const asked = new WeakMap(); // request -> pages left by then
  page.on("console", (message) => {
    if (message.text().includes("registration blocked by Playwright")) return; // as open() asks it to
    if (["error", "warning"].includes(message.type())) faults.push(`${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`uncaught: ${error}`));
  page.on("requestfailed", (request) => {
    // What a page had not got yet when the next one was gone to is no fault of either: its icon comes after all else.
    const why = request.failure().errorText;
    if (why !== "net::ERR_ABORTED" || asked.get(request) === left) faults.push(`failed: ${request.url()} ${why}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400 && !missing.includes(response.url())) faults.push(`${response.status()}: ${response.url()}`);
  });
  page.on("request", (request) => {
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) left += 1;
    asked.set(request, left);
    const elsewhere = origin && !request.url().startsWith(origin) && !/^(data|blob):/.test(request.url());
    if (elsewhere) faults.push(`another host: ${request.url()}`);
  });
  return faults;
}

// A page in a context of its own, with a watch on it. Service workers are only for the tests of offline reading.
export async function open(browser, server, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, serviceWorkers: "block", ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000); // a test must not fail on a busy machine
  const faults = watch(page, { origin: server?.origin });
  return { context, page, faults };
}

const AXE = readFileSync(new URL("../../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

// What axe objects to on the page as it is now.
export async function violations(page) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE);
  return page.evaluate(async (rules) => {
    const { violations: found } = await axe.run({ runOnly: { type: "tag", values: rules }, resultTypes: ["violations"] });
    return found.map(({ id, help, nodes }) => `${id} (${help}): ${nodes.map(({ html }) => html.slice(0, 200)).join("\n    ")}`);
  }, RULES);
}
