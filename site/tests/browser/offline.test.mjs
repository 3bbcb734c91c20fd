// Reading offline, and what the service worker does when the site changes or its server fails.
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { SITE, launch, none, open, serve, stayed } from "./support.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

// A first visit, until the service worker has kept the site.
async function visited(t, server, path = "index.html") {
  const visit = await open(browser, server, { serviceWorkers: "allow" });
  t.after(() => visit.context.close());
  await visit.page.goto(server.url(path));
  await kept(visit.page);
  visit.faults.length = 0;
  return visit;
}
// Asks until the answer is yes. (waitForFunction doesn't wait for a promise.)
async function until(page, question, argument) {
  for (const deadline = Date.now() + 120_000; !(await page.evaluate(question, argument)); ) {
    assert.ok(Date.now() < deadline, `in vain: ${question}`);
    await page.waitForTimeout(50);
  }
}
const kept = (page) =>
  until(page, async () => (await navigator.serviceWorker.ready).active.state === "activated" && navigator.serviceWorker.controller !== null);
const cacheNames = (page) => page.evaluate(() => caches.keys());

async function served(t) {
  const server = await serve();
  t.after(() => server.close().catch(() => {}));
  return server;
}

// A copy of the site in which every page says `words`, as another version of it.
function changed(t, words, version) {
  const folder = mkdtempSync(join(tmpdir(), "gilkit-offline-"));
  t.after(() => rmSync(folder, { recursive: true }));
  cpSync(SITE, folder, { recursive: true, filter: (path) => !path.includes("pyodide-") });
  for (const path of stayed) writeFileSync(join(folder, path), readFileSync(join(SITE, path), "utf8").replace("<h1>", `<h1>${words} `));
  const worker = readFileSync(join(SITE, "sw.js"), "utf8");
  writeFileSync(join(folder, "sw.js"), worker.replace(/VERSION = "\w+"/, `VERSION = "${version}"`));
  return folder;
}

test("after a first visit every page is there without a server, and so is the search", async (t) => {
  const server = await served(t);
  const { page, faults } = await visited(t, server, "lessons/plus-equals.html");
  await server.close();
  for (const path of stayed) {
    const answer = await page.goto(server.url(path));
    assert.equal(answer.status(), 200, path);
    assert.ok(await page.locator("main h1").isVisible(), path);
    const colour = await page.locator("h1").evaluate((node) => getComputedStyle(node.ownerDocument.documentElement).backgroundColor);
    assert.notEqual(colour, "rgba(0, 0, 0, 0)", `${path} has its style sheet`);
  }
  await page.goto(server.url());
  await page.keyboard.press("/");
  await page.keyboard.type("reference count");
  await page.locator("dialog.search li a").first().waitFor();
  none(faults.filter((fault) => !fault.includes("sw.js"))); // which the browser asks for in vain
});

test("without a server an address that was never a page leads to the page that says so", async (t) => {
  const server = await served(t);
  const { page } = await visited(t, server);
  await server.close();
  await page.goto(server.url("lessons/no-such-lesson.html"));
  assert.equal(page.url(), server.url("404.html"));
  await page.getByRole("link", { name: "the list of the course" }).click();
  assert.equal(new URL(page.url()).pathname, new URL(server.url("index.html")).pathname);
});

test("a server that fails is covered up for; one that answers is believed", async (t) => {
  const server = await served(t);
  const { page } = await visited(t, server);
  server.state.broken = true;
  assert.equal((await page.goto(server.url("glossary.html"))).status(), 200);
  server.state.broken = false;
  assert.equal((await page.goto(server.url("lessons/gone.html"))).status(), 404);
  server.state.folder = changed(t, "Corrected", "0000000001");
  await page.goto(server.url("glossary.html"));
  assert.match(await page.locator("h1").innerText(), /^Corrected/, "a correction is seen at once");
});

test("a new version takes over, keeps what open pages may need, and clears away what is older", async (t) => {
  const server = await served(t);
  const { page, context } = await visited(t, server);
  const [first] = await cacheNames(page);
  const still = await context.newPage();
  await still.goto(server.url("glossary.html"));

  for (const version of ["0000000001", "0000000002"]) {
    server.state.folder = changed(t, version, version);
    await page.goto(server.url("glossary.html"));
    await until(page, async (name) => (await caches.keys()).some((key) => key.endsWith(name)), version);
    await until(page, async () => (await navigator.serviceWorker.getRegistration()).installing === null);
    await kept(page);
  }
  await until(page, async (gone) => !(await caches.keys()).includes(gone), first);
  assert.deepEqual((await cacheNames(page)).map((name) => name.split(" ").at(-1)), ["0000000001", "0000000002"]);

  await server.close();
  await page.reload();
  assert.match(await page.locator("h1").innerText(), /^0000000002/);
  // The page that was open all the time goes on: its search is loaded only now.
  await still.keyboard.press("/");
  await still.keyboard.type("lock");
  await still.locator("dialog.search li a").first().waitFor();
});

test("a version of which a file can't be had is not taken, and the old one goes on", async (t) => {
  const server = await served(t);
  const { page } = await visited(t, server);
  const before = await cacheNames(page);
  const folder = changed(t, "Half", "0000000003");
  rmSync(join(folder, "which-tool-when.html"));
  server.state.folder = folder;
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    await registration.update().catch(() => {});
    const { installing } = registration;
    while (["installing", "installed", "activating"].includes(installing?.state)) await new Promise((resolve) => setTimeout(resolve, 50));
  });
  assert.deepEqual(await cacheNames(page), before);
  await server.close();
  await page.goto(server.url("which-tool-when.html"));
  assert.equal(await page.locator("h1").innerText(), "Which tool when");
});

test("Python is kept only once it was used, and then runs without a server", async (t) => {
  const server = await served(t);
  const { page } = await visited(t, server);
  const asked = () => server.state.requests.some((path) => path.includes("pyodide"));
  assert.equal(asked(), false);
  const here = page.locator("run-here").first();
  const run = async () => {
    await here.getByRole("button", { name: /^Run / }).click();
    await here.getByRole("status").filter({ hasText: "Done" }).waitFor({ timeout: 120_000 });
  };
  await page.goto(server.url("lessons/sleep-in-a-coroutine.html#the-output"));
  await run();
  assert.equal(asked(), true);
  await server.close();
  await page.reload();
  await run();
});

test("is a web app: Chromium finds nothing wrong with the manifest", async (t) => {
  const server = await served(t);
  const { page, context } = await visited(t, server);
  const devtools = await context.newCDPSession(page);
  const { errors, url } = await devtools.send("Page.getAppManifest");
  assert.deepEqual(errors, []);
  assert.equal(url, server.url("manifest.webmanifest"));
});

test("sites beside it on the same host keep what is theirs", async (t) => {
  const server = await served(t);
  const { page, context } = await open(browser, server, { serviceWorkers: "allow" });
  t.after(() => context.close());
  await page.goto(server.url("manifest.webmanifest")); // of our host, and not yet a page with a script
  await page.evaluate(async () => {
    await caches.open("somebody else's");
    await caches.open(`gilkit ${location.origin}/under/ 0000000000`);
  });
  await page.goto(server.url("index.html"));
  await kept(page);
  const names = await cacheNames(page);
  assert.equal(names.length, 3, names.join());
});
