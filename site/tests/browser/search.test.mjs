// The search, by keyboard alone.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gunzipSync } from "node:zlib";

import { SITE, html, launch, lessons, none, open, serve, stayed, violations } from "./support.mjs";

// What the index holds of each page, as text.
function indexed() {
  const folder = join(SITE, "assets", readdirSync(join(SITE, "assets")).find((name) => name.startsWith("pagefind-")), "fragment");
  const fragments = readdirSync(folder).map((name) => gunzipSync(readFileSync(join(folder, name))).toString());
  return fragments.map((text) => JSON.parse(text.slice(text.indexOf("{"))));
}
const words = (markup) => markup.replace(/<[^>]*>/g, "").replaceAll("&#39;", "'").replaceAll("&quot;", '"').replace(/\s+/g, " ").trim();

test("finds all pages but those that have moved or are none, and gives no answer away", () => {
  const found = indexed();
  const expected = stayed.filter((path) => path !== "404.html").map((path) => `/${path}`);
  assert.deepEqual(found.map(({ url }) => url).sort(), expected.sort());
  for (const path of lessons) {
    const { content } = found.find(({ url }) => url === `/${path}`);
    const [, rule] = /<section id="rule".*?<p>(.*?)<\/p>/s.exec(html(path));
    const answers = [...html(path).matchAll(/<p><em>Why[^<]*<\/em> (.*?)<\/p>/gs)].map(([, answer]) => words(answer));
    assert.ok(words(content).includes(words(rule)), path);
    assert.ok(answers.length > 2, path);
    none(answers.filter((answer) => words(content).includes(answer)), path);
  }
});

let browser, server;
before(async () => ([browser, server] = await Promise.all([launch(), serve()])));
after(async () => {
  await browser.close();
  await server.close();
});

async function visit(t, path = "index.html", options = {}) {
  const { context, page, faults } = await open(browser, server, options);
  t.after(() => context.close());
  await page.goto(server.url(path));
  const dialog = page.locator("dialog.search");
  const said = dialog.getByRole("status");
  const asked = async (words) => {
    await page.keyboard.type(words);
    await said.filter({ hasText: /./ }).waitFor();
  };
  return { page, faults, dialog, said, asked };
}
const focused = (page) => page.evaluate(() => document.activeElement.innerText || document.activeElement.id);

test("is not loaded before it is opened", async (t) => {
  const { page, dialog } = await visit(t);
  server.state.requests.length = 0;
  await page.reload();
  assert.ok(!server.state.requests.some((path) => path.includes("pagefind")));
  const loaded = page.waitForResponse(/pagefind\.js/);
  await page.keyboard.press("/");
  await dialog.waitFor();
  await loaded;
});

test("leads from the slash key to a section of a lesson", async (t) => {
  const { page, faults, dialog, said, asked } = await visit(t);
  await page.keyboard.press("/");
  assert.equal(await focused(page), "search-words");
  await asked("event loop");
  assert.match(await said.innerText(), /^\d+ pages$/);
  const first = dialog.locator("li a").first();
  const names = await dialog.locator("ol > li > a").allInnerTexts();
  assert.ok(names.some((name) => /^Lesson \d+\s+Sleep in a coroutine/.test(name)), names.join());

  await page.keyboard.press("ArrowDown");
  assert.equal(await focused(page), await first.innerText());
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  assert.equal(await focused(page), "search-words");

  const section = dialog.locator("li li a").first();
  const [address, title] = [await section.getAttribute("href"), await section.locator("b").innerText()];
  assert.match(address, /^\/under\/a\/path\/[\w/-]+\.html#/);
  while ((await focused(page)) !== (await section.innerText())) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForURL(`**${address}`);
  const heading = page.locator(decodeURIComponent(new URL(page.url()).hash)).getByRole("heading").first();
  assert.ok((await heading.innerText()).startsWith(title));
  none(faults);
});

test("takes Enter in the field for the first result", async (t) => {
  const { page, dialog, asked } = await visit(t);
  await page.keyboard.press("/");
  await asked("glossary");
  const address = await dialog.locator("li a").first().getAttribute("href");
  await page.keyboard.press("Enter");
  await page.waitForURL(`**${address}`);
});

test("is closed by Escape, and gives the focus back", async (t) => {
  const { page, dialog, asked } = await visit(t);
  const button = page.getByRole("button", { name: "Search" });
  await button.focus();
  await page.keyboard.press("Enter");
  await asked("lock");
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  assert.ok(await button.evaluate((node) => node === document.activeElement));
});

test("goes on with the words when somebody types on a result", async (t) => {
  const { page, dialog, asked } = await visit(t);
  await page.keyboard.press("/");
  await asked("reference");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.type(" counts");
  assert.equal(await dialog.getByRole("textbox").inputValue(), "reference counts".replace(" ", "")); // Space scrolls
});

test("says when there is nothing, and when it can't be loaded", async (t) => {
  const { page, said, asked } = await visit(t);
  await page.keyboard.press("/");
  await asked("qqqq");
  assert.match(await said.innerText(), /^Nothing found/);

  await page.reload();
  server.state.broken = true;
  t.after(() => (server.state.broken = false));
  await page.keyboard.press("/");
  await page.keyboard.type("loc");
  await said.filter({ hasText: "could not be loaded" }).waitFor();
  server.state.broken = false;
  await page.keyboard.type("k");
  await said.filter({ hasText: "pages" }).waitFor();
});

test("leaves the slash key alone in fields, with other keys, and when it is told to", async (t) => {
  const { page, dialog } = await visit(t);
  await page.keyboard.press("Control+/");
  await dialog.waitFor({ state: "hidden" });
  await page.keyboard.press("/");
  await page.keyboard.type("a/b");
  assert.equal(await dialog.getByRole("textbox").inputValue(), "a/b");
  await dialog.getByRole("checkbox").uncheck();
  await page.keyboard.press("Escape");
  await page.reload();
  await page.keyboard.press("/");
  await dialog.waitFor({ state: "hidden" });
  await page.getByRole("button", { name: "Search" }).click();
  assert.equal(await dialog.getByRole("checkbox").isChecked(), false);
});

test("doesn't let bare arrow keys leave a page", async (t) => {
  const { page } = await visit(t, "lessons/plus-equals.html");
  for (const key of ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]) await page.keyboard.press(key);
  assert.equal(page.url(), server.url("lessons/plus-equals.html"));
});

test("fits a phone, and axe has no objection to it, light or dark", async (t) => {
  const { page, dialog, asked } = await visit(t, "index.html", { viewport: { width: 320, height: 568 } });
  await page.getByRole("button", { name: "Search" }).click();
  await asked("thread");
  const box = await dialog.boundingBox();
  assert.ok(box.x >= 0 && box.x + box.width <= 320);
  assert.equal(await dialog.evaluate((node) => node.scrollWidth > node.clientWidth), false);
  none(await violations(page), "light");
  await page.emulateMedia({ colorScheme: "dark" });
  none(await violations(page), "dark");
});
