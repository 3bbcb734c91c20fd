// Programs that run in the page: each one that is offered does run, and prints what the lesson says it prints.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { html, launch, lessons, none, open, serve } from "./support.mjs";

const offering = lessons.filter((path) => html(path).includes("<run-here"));
let browser, server;
before(async () => ([browser, server] = await Promise.all([launch(), serve()])));
after(async () => {
  await browser.close();
  await server.close();
});

async function visit(t, path, options = {}) {
  const { context, page, faults } = await open(browser, server, options);
  t.after(() => context.close());
  await page.goto(server.url(`${path}#the-output`)); // who is sent to the output need not predict first
  return { page, faults };
}

// The parts of one <run-here>, and the way to run another program in it.
function parts(here) {
  const said = here.getByRole("status");
  const run = here.getByRole("button", { name: /^Run / });
  return {
    run,
    said,
    stop: here.getByRole("button", { name: "Stop" }),
    printed: () => here.locator("figure code").innerText(),
    async told(pattern) {
      await said.filter({ hasText: pattern }).waitFor({ timeout: 120_000 });
    },
    async start(program) {
      await here.locator("summary").click();
      await here.locator("textarea").fill(program);
      await run.click();
    },
  };
}
const first = (page) => parts(page.locator("run-here").first());

test("the lessons on reference counts and on coroutines offer it", () => {
  assert.deepEqual(offering, ["lessons/sleep-in-a-coroutine.html", "lessons/why-the-gil-exists.html"]);
});

test("the others say in a sentence why they don't", () => {
  for (const path of lessons.filter((path) => !offering.includes(path))) {
    assert.match(html(path), /Neither program can run in this page: they need [\w ,+]+, which Python in a browser/, path);
  }
});

for (const path of offering) {
  test(`${path}: its programs print what was recorded, as far as that doesn't depend on the machine`, async (t) => {
    const { page, faults } = await visit(t, path);
    for (const here of await page.locator("run-here").all()) {
      const { run, told, printed } = parts(here);
      server.state.requests.length = 0;
      await run.click();
      await told(/^Done: CPython 3\.\d+\.\d+,/);
      const file = await here.getAttribute("data-name");
      const expected = EXPECTED[path][file];
      assert.match(await printed(), expected, file);
      assert.ok(server.state.requests.some((asked) => asked.endsWith(".wasm")));
    }
    none(faults);
  });
}
// In the words of the lessons: with what the recording gives where it must be the same.
const EXPECTED = {
  "lessons/sleep-in-a-coroutine.html": {
    "broken.py": /^pause: four took \d\.\d\d s, 4\.\d times one wait, 0 ticks meanwhile\ndriver: four took \d\.\d\d s, 4\.\d times one wait, 0 ticks meanwhile\n$/,
  },
  "lessons/why-the-gil-exists.html": {
    "broken.py": /^after the success: 0 open\nafter the failure: 1 open\nafter the callback: 2 open\nfailures forgotten: 1 open\ncycle collector run: 0 open\n$/,
    "fixed.py": /^(after the \w+: 0 open\n){3}failures forgotten: 0 open\ncycle collector run: 0 open\n$/,
  },
};

test("nothing of Python is loaded before the click", async (t) => {
  server.state.requests.length = 0;
  const { page } = await visit(t, offering[0]);
  await page.waitForLoadState("networkidle");
  assert.ok(!server.state.requests.some((path) => /pyodide|run-/.test(path)));
});

test("an error looks as it does in a terminal, the exit status is told, and threads don't start", async (t) => {
  const { page } = await visit(t, offering[0]);
  const { start, told, printed } = first(page);
  const thread = "import threading\ntry:\n    threading.Thread(target=print).start()\nexcept RuntimeError as error:\n    print(error)\n";
  await start(`${thread}import asyncio\nasync def main():\n    1 / 0\n\nasyncio.run(main())\n`);
  await told("Ended with exit status 1");
  const lines = (await printed()).split("\n");
  assert.deepEqual(lines.slice(0, 5), [
    "can't start new thread",
    "Traceback (most recent call last):",
    '  File "broken.py", line 10, in <module>',
    "    asyncio.run(main())",
    "    ~~~~~~~~~~~^^^^^^^^",
  ]);
  assert.deepEqual(lines.slice(-5), [
    '  File "broken.py", line 8, in main',
    "    1 / 0",
    "    ~~^~~",
    "ZeroDivisionError: division by zero",
    "",
  ]);
  assert.ok(!lines.some((line) => line.includes("run_program.py")));
});

test("output appears while the program runs, the page answers meanwhile, and Stop ends it", async (t) => {
  const { page } = await visit(t, offering[0]);
  const { start, stop, run, said, told, printed } = first(page);
  await start("print('begun')\nwhile True:\n    pass\n");
  await page.locator("run-here figure code").first().filter({ hasText: "begun" }).waitFor({ timeout: 120_000 });
  assert.ok(await stop.evaluate((node) => node === document.activeElement), "the focus goes where it is of use");
  await page.keyboard.press("Enter");
  await told("Stopped.");
  assert.equal(await printed(), "begun\n");
  assert.ok(await run.evaluate((node) => node === document.activeElement));
  assert.equal(await said.innerText(), "Stopped.");
});

test("a program that prints without end is stopped", async (t) => {
  const { page } = await visit(t, offering[0]);
  const { start, told } = first(page);
  await start("while True:\n    print('x' * 1000)\n");
  await told("Stopped: it prints too much.");
});

test("a program that doesn't end is stopped after its time", async (t) => {
  const { page } = await visit(t, offering[0]);
  const { start, told } = first(page);
  await page.clock.install();
  await start("while True:\n    pass\n");
  await told("Running on");
  await page.clock.fastForward(15_000); // the clock goes on by itself as well, and a busy machine takes its time
  assert.match(await first(page).said.innerText(), /^Running/);
  await page.clock.fastForward(20_000);
  await told("Stopped: it may take 30 s.");
});

test("it says so when Python can't be loaded, and can be tried again", async (t) => {
  const { page } = await visit(t, offering[0]);
  const { run, told } = first(page);
  server.state.broken = true;
  t.after(() => (server.state.broken = false));
  await run.click();
  await told("could not be loaded");
  server.state.broken = false;
  assert.ok(await run.isEnabled());
});
