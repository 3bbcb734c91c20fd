// Every page of the site, opened once in Chromium: what must be so on all of them.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { launch, none, open, serve, stayed, violations } from "./support.mjs";

const NARROWEST = { width: 320, height: 640 };
const USUAL = { width: 1280, height: 900 };

let browser, server, visit;
before(async () => {
  [browser, server] = await Promise.all([launch(), serve()]);
  visit = await open(browser, server);
  await visit.context.addInitScript(() => {
    window.shifts = [];
    new PerformanceObserver((list) => {
      for (const { value, sources } of list.getEntries()) {
        const place = ({ x, y, width, height }) => [x, y, width, height].map(Math.round).join(" ");
        const moved = sources.map(({ node, previousRect, currentRect }) => {
          const name = node?.outerHTML?.slice(0, 100) ?? `"${node?.data?.slice(0, 40)}" in ${node?.parentElement?.outerHTML.slice(0, 60)}`;
          return `${name} from ${place(previousRect)} to ${place(currentRect)}`;
        });
        window.shifts.push(`${value.toFixed(4)} ${moved.join("\n    ")}`);
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
});
after(async () => {
  await browser.close();
  await server.close();
});

const wider = (page) =>
  page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const scrolls = (node) => node && (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(node).overflowX) || scrolls(node.parentElement));
    return document.documentElement.scrollWidth <= width ? [] : [...document.body.querySelectorAll("*")]
      .filter((node) => node.getBoundingClientRect().right > width + 1 && !scrolls(node.parentElement))
      .map((node) => node.outerHTML.slice(0, 120));
  });

for (const path of stayed) {
  test(path, async (t) => {
    const { page, faults } = visit;
    faults.length = 0;
    await page.setViewportSize(USUAL);
    await page.emulateMedia({ colorScheme: "light" });
    await page.goto(server.url(path), { waitUntil: "load" });

    await t.test("is painted without waiting for a script, and nothing moves after", async (t) => {
      const timing = await page.evaluate(async () => {
        await new Promise((resolve) => new PerformanceObserver(resolve).observe({ type: "paint", buffered: true }));
        await document.fonts.ready;
        await new Promise((resolve) => setTimeout(resolve, 100)); // for what would move late
        const scripts = performance.getEntriesByType("resource").filter(({ initiatorType }) => initiatorType === "script");
        return {
          blocking: scripts.filter((script) => script.renderBlockingStatus !== "non-blocking").map(({ name }) => name),
          paint: performance.getEntriesByName("first-contentful-paint")[0]?.startTime,
          shifts: window.shifts,
        };
      });
      t.diagnostic(`first contentful paint after ${timing.paint?.toFixed(0)} ms`);
      none(timing.blocking, "blocking scripts");
      none(timing.shifts, "shifts");
    });

    await t.test("has nothing that axe objects to, light and dark", async () => {
      none(await violations(page), "as it comes");
      // Then with all that is behind the prediction, and all that is folded.
      await page.evaluate(() => {
        document.querySelector("gil-prediction a.skip-it")?.click();
        for (const details of document.querySelectorAll("details")) details.open = true;
      });
      none(await violations(page), "light");
      await page.emulateMedia({ colorScheme: "dark" });
      none(await violations(page), "dark");
    });

    await t.test("needs no scrolling sideways on the narrowest screen", async () => {
      await page.setViewportSize(NARROWEST);
      none(await wider(page));
    });

    await t.test("breaks no policy, asks no other host, and finds all that it asks for", () => none(faults));
  });
}

for (const piece of ["<span>gilkit</span></a>", "</nav>", "</h1>", "</fieldset>", "<h2", "</td></tr>"]) {
  test(`nothing moves when a page comes in pieces, the first up to ${piece}`, async (t) => {
    server.state.pauseAfter = piece;
    t.after(() => (server.state.pauseAfter = ""));
    const { page } = visit;
    for (const size of [USUAL, NARROWEST]) {
      await page.setViewportSize(size);
      for (const path of ["index.html", "lessons/plus-equals.html", "which-tool-when.html", "measurements.html"]) {
        await page.goto(server.url(path));
        await page.waitForTimeout(100);
        none(await page.evaluate(() => window.shifts), `${path}, ${size.width} pixels wide`);
      }
    }
  });
}

test("an address without a page is answered with the one that says so", async () => {
  const { context, page } = await open(browser, server);
  const answer = await page.goto(server.url("lessons/there/is/no-such-page"));
  assert.equal(answer.status(), 404);
  assert.equal(await page.locator("h1").innerText(), "Page not found");
  await page.getByRole("link", { name: "the list of the course" }).click();
  assert.equal(page.url(), server.url("index.html"));
  await context.close();
});
