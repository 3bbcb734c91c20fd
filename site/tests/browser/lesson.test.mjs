// A reader's way through a lesson: predict, see, compare; by mouse and by keyboard alone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { html, launch, lessons, none, open, serve, violations } from "./support.mjs";

const LESSON = "lessons/plus-equals.html";
let browser, server;
before(async () => ([browser, server] = await Promise.all([launch(), serve()])));
after(async () => {
  await browser.close();
  await server.close();
});

async function visit(t, path = LESSON, options = {}) {
  const { context, page, faults } = await open(browser, server, options);
  t.after(() => context.close());
  await page.goto(server.url(path));
  return { context, page, faults };
}
const focused = (page) => page.evaluate(() => document.activeElement.textContent.trim());

async function predict(page, choice, { sure = "Certain", why = "" } = {}) {
  const form = page.locator("gil-prediction form");
  await form.locator(".choices input").nth(choice).check();
  await form.getByLabel(sure).check();
  if (why) await form.getByRole("textbox").fill(why);
  await form.getByRole("button", { name: /^Commit/ }).click();
}
const state = (page) => page.locator("gil-prediction").getAttribute("data-state");
const rightChoice = (path) => {
  const answers = html(path).split('<ol class="choices answers">')[1].split("</ol>")[0];
  return answers.split(/<li value="\d+"/).slice(1).findIndex((item) => item.startsWith(' class="right"'));
};

test("the answer and what follows are hidden until the reader has committed", async (t) => {
  const { page } = await visit(t);
  assert.equal(await state(page), "asked");
  assert.equal(await page.locator("#the-output").isVisible(), false);
  assert.equal(await page.locator(".answers").first().isVisible(), false);
  assert.equal(await page.locator("#the-setup").isVisible(), true);
});

for (const right of [true, false]) {
  test(`a ${right ? "right" : "wrong"} prediction is told as such, explained, and there after a reload`, async (t) => {
    const { page, faults } = await visit(t);
    const choice = right ? rightChoice(LESSON) : (rightChoice(LESSON) + 1) % 2;
    const text = (await page.locator("gil-prediction .choices label").nth(choice).innerText()).trim();
    await predict(page, choice, { why: "I counted <b>twice</b>" });
    const seen = async () => {
      assert.equal(await state(page), "committed");
      const outcome = page.locator(".outcome");
      assert.match(await outcome.locator(".verdict").innerText(), right ? /^✓ That is what happened/ : /^✗ That is not/);
      const mine = outcome.locator(".answers > li").first();
      assert.match(await mine.innerText(), /^Your prediction, certain/);
      assert.ok((await mine.innerText()).includes(text));
      assert.ok((await mine.innerText()).includes(right ? "Why:" : "Why one might think so:"));
      assert.ok((await outcome.innerText()).includes("I counted <b>twice</b>"));
      assert.equal(await page.locator("#the-output").isVisible(), true);
    };
    await seen();
    assert.match(await focused(page), /^[✓✗]/, "what happened is read out next");
    await page.reload();
    await seen();
    none(faults);
  });
}

test("what is kept of a prediction stays in this browser", async (t) => {
  const { page } = await visit(t);
  server.state.requests.length = 0;
  await predict(page, 0);
  const last = server.url("index.html");
  await page.evaluate((url) => fetch(url).then((answer) => answer.text()), last); // nobody who asked before comes later
  const asked = server.state.requests.filter((path) => !path.includes("/assets/"));
  assert.deepEqual(asked, [new URL(last).pathname]);
  const kept = await page.evaluate(() => JSON.parse(localStorage.getItem("gilkit")));
  assert.equal(kept.predictions["plus-equals"].sure, "certain");
});

test("nothing moves when a page comes with a prediction that was made before, or in other colours", async (t) => {
  const { page } = await visit(t);
  await predict(page, 0);
  await page.locator("gil-theme").getByLabel("Dark").check({ force: true });
  const shifts = async () => {
    await page.waitForTimeout(200);
    return page.evaluate(
      () => new Promise((resolve) => {
        const found = [];
        new PerformanceObserver((list) => found.push(...list.getEntries().map(({ value }) => value))).observe({ type: "layout-shift", buffered: true });
        setTimeout(() => resolve(found), 100);
      }),
    );
  };
  await page.goto(server.url("index.html"));
  await page.goto(server.url(LESSON));
  assert.equal(await state(page), "committed");
  assert.deepEqual(await shifts(), []);
});

test("everything can be shown without a prediction", async (t) => {
  const { page } = await visit(t);
  await page.locator("gil-prediction a.skip-it").click();
  assert.equal(await state(page), "opened");
  assert.equal(await page.locator("#the-output").isVisible(), true);
  assert.match(page.url(), /#the-output$/);
});

test("the first prediction can be made on the home page, and counts in the lesson", async (t) => {
  const { page } = await visit(t, "index.html");
  await predict(page, 0);
  await page.waitForURL("**/lessons/*.html*");
  assert.equal(await state(page), "committed");
});

test("the home page tells what was predicted and read", async (t) => {
  const { page } = await visit(t);
  await predict(page, rightChoice(LESSON));
  await page.locator("#the-output").scrollIntoViewIfNeeded();
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))); // it was on the screen
  assert.equal(await page.evaluate(() => "read" in JSON.parse(localStorage.getItem("gilkit"))), false);
  await page.locator(".onward").scrollIntoViewIfNeeded();
  await page.waitForFunction(() => JSON.parse(localStorage.getItem("gilkit")).read?.["plus-equals"]);
  await page.goto(server.url("index.html"));
  assert.match(await page.locator("gil-progress p").innerText(), /predicted 1 \(1 right\) and read 1/);
  assert.match(await page.locator('li[data-unit="plus-equals"] .progress').first().innerText(), /predicted, read/);
});

test("broken, fixed and their difference are tabs, and the arrow keys go through them", async (t) => {
  const { context, page } = await visit(t, `${LESSON}#the-fix`);
  const tabs = page.locator("#the-fix gil-tabs").first();
  const shown = async () => (await tabs.locator("section[data-tab]:visible").evaluateAll((all) => all.map((one) => one.dataset.tab))).join();
  assert.equal(await shown(), "Fixed");
  await tabs.getByRole("tab", { name: "Fixed" }).focus();
  await page.keyboard.press("ArrowRight");
  assert.deepEqual([await shown(), await focused(page)], ["Broken", "Broken"]);
  await page.keyboard.press("End");
  assert.equal(await shown(), "Difference");
  assert.ok((await tabs.locator('section[data-tab="Difference"] ins, section[data-tab="Difference"] del').count()) > 0);
  await page.keyboard.press("ArrowRight");
  assert.equal(await shown(), "Fixed", "round");
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  const other = await context.newPage();
  await other.goto(server.url("lessons/check-then-act.html#the-fix"));
  assert.equal(await other.locator('#the-fix gil-tabs [role=tab][aria-selected="true"]').first().innerText(), "Broken", "on other pages too");
});

test("the slider says in words what each thread does, and the picture follows", async (t) => {
  const path = lessons.find((lesson) => html(lesson).includes("data-moments"));
  if (!path) return t.skip("no timeline was recorded yet");
  const { page, faults } = await visit(t, `${path}#the-output`);
  const timeline = page.locator("gil-timeline").first();
  const slider = timeline.getByRole("slider");
  await slider.focus();
  await page.keyboard.press("ArrowRight");
  await timeline.locator(".moment p").filter({ hasText: /hold|wait|run|sleep/ }).waitFor();
  const said = [await slider.getAttribute("aria-valuetext")];
  assert.match(said[0], /^\d\.\d{3} s$/);
  await timeline.getByRole("button", { name: /Next change/ }).click();
  await page.keyboard.press("Enter");
  said.push(await slider.getAttribute("aria-valuetext"));
  assert.notEqual(said[0], said[1]);
  await timeline.locator(".at:visible").first().waitFor();
  const box = await timeline.locator(".lanes").boundingBox();
  const at = await timeline.locator(".at:visible").first().boundingBox();
  assert.ok(at.x >= box.x && at.x <= box.x + box.width);
  await slider.focus();
  await page.keyboard.press("End");
  await page.keyboard.press("PageDown");
  assert.notEqual(await slider.getAttribute("aria-valuetext"), said[1]);
  none(faults);
});

test("the whole way through a lesson goes by keyboard, and the focus can be seen", async (t) => {
  const { page } = await visit(t);
  await page.keyboard.press("Tab");
  assert.equal(await focused(page), "Skip to the content");
  assert.ok(await page.locator(".skip").evaluate((node) => node.getBoundingClientRect().left >= 0));
  await page.keyboard.press("Enter");
  const goTo = async (what) => {
    for (let presses = 0; presses < 150; presses += 1) {
      await page.keyboard.press("Tab");
      const there = await page.evaluate((selector) => document.activeElement.matches(selector), what);
      const seen = await page.evaluate(() => {
        const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
        const label = document.activeElement.closest("label");
        const around = label ? getComputedStyle(label) : { outlineStyle: "none" };
        return (outlineStyle !== "none" && outlineWidth !== "0px") || around.outlineStyle !== "none" || document.activeElement === document.body;
      });
      assert.ok(seen, `no outline: ${await page.evaluate(() => document.activeElement.outerHTML.slice(0, 150))}`);
      if (there) return;
    }
    assert.fail(`Tab never gets to ${what}`);
  };
  await goTo(".choices input");
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowDown");
  await goTo("input[name=sure]");
  await page.keyboard.press("Space");
  await goTo("input[name=why]");
  await page.keyboard.type("Because.");
  await page.keyboard.press("Enter");
  assert.equal(await state(page), "committed");
  await goTo(".outcome a.start");
  await page.keyboard.press("Enter");
  assert.match(page.url(), /#the-output$/);
  await goTo("#the-fix [role=tab]");
  await goTo("a[rel=next]");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/exercises/plus-equals.html");
});

test("light and dark are chosen once for all pages", async (t) => {
  const { page } = await visit(t, LESSON, { colorScheme: "light" });
  const paper = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await paper();
  await page.locator("gil-theme").getByLabel("Dark").focus();
  await page.keyboard.press("Space");
  const dark = await paper();
  assert.notEqual(dark, light);
  await page.goto(server.url("glossary.html"));
  assert.equal(await paper(), dark);
  assert.equal(await page.locator("gil-theme").getByLabel("Dark").isChecked(), true);
  await page.emulateMedia({ colorScheme: "dark" });
  await page.locator("gil-theme").getByLabel("Light").check({ force: true });
  assert.equal(await paper(), light, "the system's choice doesn't count then");
  await page.locator("gil-theme").getByLabel("As the system").check({ force: true });
  assert.equal(await paper(), dark);
});

test("programs can be copied", async (t) => {
  const { context, page } = await visit(t);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const block = page.locator("#the-setup figure.block").first();
  await block.getByRole("button", { name: /^Copy/ }).click();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), (await block.locator("code").textContent()).trimEnd());
});

test("axe has no objection to a lesson after the reveal, light or dark", async (t) => {
  const { page } = await visit(t);
  await predict(page, (rightChoice(LESSON) + 1) % 2, { why: "So I thought." });
  for (const media of [{ colorScheme: "light" }, { colorScheme: "dark" }]) {
    await page.emulateMedia(media);
    none(await violations(page), JSON.stringify(media));
  }
});
