// The site where there is less than usual: no JavaScript, no server, paper, and no taste for motion.
import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { after, before, test } from "node:test";

import { SITE, html, launch, lessons, none, open, serve, stayed } from "./support.mjs";

const LESSON = "lessons/sleep-in-a-coroutine.html";
let browser, server;
before(async () => ([browser, server] = await Promise.all([launch(), serve()])));
after(async () => {
  await browser.close();
  await server.close();
});

async function visit(t, address, options = {}, host = server) {
  const { context, page, faults } = await open(browser, host, options);
  t.after(() => context.close());
  await page.goto(address);
  return { page, faults };
}

// What is there to be read, and isn't shown: in `main`, less the elements that `but` selects.
const unseen = (page, but) =>
  page.evaluate((excepted) => {
    const found = [];
    const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const [text, parent] = [walker.currentNode.data.trim(), walker.currentNode.parentElement];
      const seen = parent.checkVisibility({ visibilityProperty: true }) && parent.getClientRects().length > 0;
      if (text && !seen && !parent.closest(excepted)) found.push(`${text.slice(0, 60)} … in ${parent.outerHTML.slice(0, 80)}`);
    }
    return found;
  }, but);
// Folded, until somebody unfolds it; a picture's words for who doesn't see it.
const FOLDED = "details:not([open]) > :not(summary), svg title, .unseen, option";
// Of use only where scripts run.
const SCRIPTED = "run-here, .commit, .moment, .gate, .hint, gil-progress, .done, .after";

test("without JavaScript all pages are whole, and offer nothing that would need it", async (t) => {
  const { page, faults } = await visit(t, server.url("index.html"), { javaScriptEnabled: false });
  for (const path of stayed) {
    await page.goto(server.url(path));
    none(await unseen(page, `${FOLDED}, ${SCRIPTED}`), path);
    const controls = page.locator("button:visible, textarea:visible, select:visible, input:visible:not(.choices input)");
    none(await controls.evaluateAll((all) => all.map((one) => one.outerHTML)), path);
  }
  none(faults);
});

test("without JavaScript the answer is a click away", async (t) => {
  const { page } = await visit(t, server.url(LESSON), { javaScriptEnabled: false });
  const answers = page.locator(".reveal .answers");
  assert.equal(await answers.isVisible(), false);
  await page.getByText("Open the answer", { exact: true }).click();
  assert.equal(await answers.isVisible(), true);
  assert.match(await answers.innerText(), /✓ Right/);
});

test("where the script can't be had, the page can be read all the same", async (t) => {
  const { context, page } = await open(browser, server);
  t.after(() => context.close());
  await page.route("**/site.*.js", (route) => route.abort());
  await page.goto(server.url(LESSON));
  await page.locator("a.skip-it:visible").first().click();
  assert.equal(await page.locator("#the-output").isVisible(), true);
});

test("from a disk it works as well, and says what it can't do there", async (t) => {
  const address = pathToFileURL(join(SITE, LESSON)).href;
  const { page, faults } = await visit(t, address, {}, { origin: "file:" });
  assert.equal(await page.getByRole("button", { name: "Search" }).isVisible(), false);
  await page.keyboard.press("/");
  assert.equal(await page.locator("dialog[open]").count(), 0);
  await page.locator("gil-prediction .choices input").first().check();
  await page.getByLabel("Certain").check();
  await page.getByRole("button", { name: /^Commit/ }).click();
  assert.equal(await page.locator("#the-output").isVisible(), true);
  const here = page.locator("run-here").first();
  assert.equal(await here.getByRole("button", { name: /^Run/ }).isDisabled(), true);
  assert.match(await here.getByRole("status").innerText(), /comes from a file/);
  await page.getByRole("link", { name: "Glossary" }).first().click();
  assert.equal(page.url(), pathToFileURL(join(SITE, "glossary.html")).href);
  none(faults);
});

test("on paper everything is there, answers and hints too, and no controls", async (t) => {
  const { page } = await visit(t, server.url(LESSON));
  await page.emulateMedia({ media: "print" });
  for (const path of [LESSON, ...lessons.slice(0, 2), stayed.find((path) => path.startsWith("exercises/"))]) {
    await page.goto(server.url(path));
    none(await unseen(page, ".contents, .onward, .peek, .start, svg title, .unseen, .act, button, [role=tablist], form, .verdict, .reason, .own, .outcome > details > summary, .gate, run-here, .moment, .unscripted"), path);
    none(await page.locator("button:visible, header.site nav:visible").evaluateAll((all) => all.map((one) => one.outerHTML)), path);
  }
});

test("nothing is animated for who wants less motion", async (t) => {
  const { page } = await visit(t, server.url(LESSON), { reducedMotion: "reduce" });
  const moving = await page.evaluate(() => {
    const all = [...document.querySelectorAll("*")].map((node) => [node, getComputedStyle(node)]);
    return all.filter(([, style]) => style.scrollBehavior === "smooth" || !/^(0s(, )?)+$/.test(style.transitionDuration) || style.animationName !== "none").map(([node]) => node.outerHTML.slice(0, 80));
  });
  none(moving);
});

test("every picture has words", () => {
  for (const path of stayed) none((html(path).match(/<img [^>]*>/g) ?? []).filter((image) => !/alt="[^"]+"/.test(image)), path);
});
