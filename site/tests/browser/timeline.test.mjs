// The slider under a timeline: by keyboard, in words, and where it can't be.
import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { after, before, test } from "node:test";

import { SITE, html, launch, lessons, none, open, serve, violations } from "./support.mjs";

const drawn = lessons.find((path) => html(path).includes("<gil-timeline"));
const skip = drawn ? false : "no lesson has a recorded timeline";

let browser, server;
before(async () => ([browser, server] = await Promise.all([launch(), serve()])));
after(async () => {
  await browser.close();
  await server.close();
});

// The first timeline of a lesson, by a link that opens what the reader would see after a prediction. Nothing scrolls by
// and by: places are measured one after the other.
async function visit(t, { url = server.url(drawn), prepare = () => {}, ...options } = {}) {
  const { context, page, faults } = await open(browser, server, { reducedMotion: "reduce", ...options });
  t.after(() => context.close());
  await prepare(page);
  await page.goto(`${url}#the-output`);
  const timeline = page.locator("gil-timeline").first();
  const [slider, words, aloud] = ["input", ".moment p", ".moment [aria-live]"].map((part) => timeline.locator(part));
  const [before, after] = [0, 1].map((index) => timeline.locator(".moment button").nth(index));
  // From the first moment that is told on, the moments are there, and every key is obeyed at once.
  const told = () => timeline.locator(".time").filter({ hasText: /\d/ }).waitFor();
  return { page, faults, timeline, slider, words, aloud, before, after, told };
}
const fetched = () => server.state.requests.filter((path) => path.endsWith(".json"));

test("fetches nothing before its first use", { skip }, async (t) => {
  const { timeline, slider, told } = await visit(t);
  server.state.requests.length = 0;
  await timeline.scrollIntoViewIfNeeded();
  assert.deepEqual(fetched(), []);
  await slider.focus();
  await slider.press("PageUp");
  await told();
  assert.equal(fetched().length, 1);
});

test("is moved by the keyboard, in steps that fit the timeline", { skip }, async (t) => {
  const { timeline, slider, told, faults } = await visit(t);
  const at = async () => Number(await slider.inputValue());
  const length = Number(await slider.getAttribute("max"));
  const press = async (key) => {
    await slider.press(key);
    await told();
    return at();
  };
  const step = await press("ArrowRight");
  assert.ok(step >= length / 500 && step <= length / 50, `${step} of ${length}`);
  assert.equal(await press("PageUp"), 11 * step);
  assert.equal(await press("ArrowLeft"), 10 * step);
  assert.equal(await press("End"), length);
  assert.equal(await press("PageDown"), length - 10 * step);
  assert.equal(await press("Home"), 0);
  await press("ArrowUp");
  assert.match(await slider.getAttribute("aria-valuetext"), /^\d+\.\d{3} s$/);
  assert.ok(await slider.getAttribute("aria-label"));
  none(await violations(timeline.page()));
  none(faults);
});

test("says what every thread does, and once it rests, aloud", { skip }, async (t) => {
  const { page, slider, words, aloud, told } = await visit(t, { prepare: (page) => page.clock.install() });
  await page.clock.pauseAt(new Date(Date.now() + 60_000)); // no time goes by but what we let go by
  await slider.focus();
  await slider.press("PageUp");
  await told(); // only now are the moments there, and every further key is obeyed at once
  for (let times = 0; times < 7; times++) await slider.press("PageUp");
  assert.equal(await aloud.textContent(), "");
  await page.clock.runFor(1000);
  assert.equal(await aloud.textContent(), `${await slider.getAttribute("aria-valuetext")}: ${(await words.textContent()).trim()}`);
  await slider.press("ArrowRight");
  assert.equal(await aloud.textContent(), "");
});

test("goes from change to change", { skip }, async (t) => {
  const { slider, words, told, before, after } = await visit(t);
  await after.click();
  await told();
  const said = [];
  for (let times = 0; times < 4; times++) {
    said.push([Number(await slider.inputValue()), await words.textContent()]);
    await after.click();
  }
  for (const [[earlier, one], [later, other]] of said.slice(1).map((each, index) => [said[index], each])) {
    assert.ok(later > earlier);
    assert.notEqual(one, other);
  }
  for (const expected of said.reverse()) {
    await before.click();
    assert.deepEqual([Number(await slider.inputValue()), await words.textContent()], expected);
  }
});

test("moves a line over the picture, which a click places too", { skip }, async (t) => {
  const { page, timeline, slider, told } = await visit(t);
  await slider.press("End");
  await told();
  const line = timeline.locator(".at").first();
  const picture = await timeline.locator(".lanes").boundingBox();
  const [from, to] = (await timeline.getAttribute("data-plot")).split(" ").map(Number);
  const part = async () => ((await line.boundingBox()).x - picture.x) / picture.width;
  assert.ok(Math.abs((await part()) - to) < 0.005);
  await slider.press("Home");
  assert.ok(Math.abs((await part()) - from) < 0.005);
  await line.scrollIntoViewIfNeeded();
  const box = await timeline.locator(".lanes").boundingBox();
  const middle = (from + to) / 2;
  await page.mouse.click(box.x + box.width * middle, (await line.boundingBox()).y + 10);
  await page.waitForFunction((input) => input.value > 0, await slider.elementHandle());
  assert.ok(Math.abs((await part()) - middle) < 0.01);
  const share = Number(await slider.inputValue()) / Number(await slider.getAttribute("max"));
  assert.ok(Math.abs(share - 0.5) < 0.01, `${share}`);
});

test("keeps the line in sight where the picture is wider than the screen", { skip }, async (t) => {
  const { timeline, slider, told } = await visit(t, { viewport: { width: 360, height: 700 } });
  await slider.press("End");
  await told();
  const line = await timeline.locator(".at").first().boundingBox();
  const box = await timeline.locator(".scroll").first().boundingBox();
  assert.ok(line.x >= box.x && line.x <= box.x + box.width);
});

test("moves nothing when it comes or is used", { skip }, async (t) => {
  const { timeline, slider, told } = await visit(t);
  // At once: the page may still be scrolling.
  const below = (element) => element.querySelector(".states").getBoundingClientRect().y - element.getBoundingClientRect().y;
  const place = () => timeline.evaluate(below);
  const without = await visit(t, { prepare: (page) => page.route("**/site.*.js", (route) => route.abort()) });
  const kept = (await without.timeline.locator(".moment").boundingBox()).height;
  assert.ok(Math.abs((await timeline.locator(".moment").boundingBox()).height - kept) < 1);
  const before = await place();
  await slider.press("PageUp");
  await told();
  assert.equal(await place(), before);
});

test("says so when its moments can't be had", { skip }, async (t) => {
  const { page, timeline, slider, words } = await visit(t, { prepare: (page) => page.route("**/*.json", (route) => route.abort()) });
  const uncaught = [];
  page.on("pageerror", (error) => uncaught.push(String(error)));
  await slider.focus();
  await slider.press("PageUp");
  await words.filter({ hasText: "can’t be fetched" }).waitFor();
  assert.ok(await slider.isDisabled());
  assert.ok(await timeline.locator("img").isVisible());
  none(uncaught);
});

test("is not offered on a disk, nor without scripts", { skip }, async (t) => {
  for (const options of [{ url: pathToFileURL(join(SITE, drawn)).href }, { javaScriptEnabled: false }]) {
    const { timeline } = await visit(t, options);
    await timeline.locator("img").waitFor();
    assert.equal(await timeline.locator("input:visible, button:visible, .moment:visible").count(), 0);
  }
});
