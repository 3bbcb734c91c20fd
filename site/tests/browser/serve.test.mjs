// `gilkit site serve` with a page open: what an author sees who saves a text.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";

import { launch, none, open } from "./support.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

// A kit whose texts may be changed, served by the real command.
async function serving(t) {
  const kit = mkdtempSync(join(tmpdir(), "gilkit-serve-"));
  for (const name of ["lessons", "exercises", "solutions"]) cpSync(join(process.env.GILKIT_ROOT, name), join(kit, name), { recursive: true });
  const command = ["-B", "-m", "sitegen", "serve", "--root", kit, "--port", "0"];
  const process_ = spawn(process.env.GILKIT_PYTHON, command, { stdio: ["ignore", "ignore", "pipe"] });
  t.after(async () => {
    const ended = new Promise((resolve) => process_.once("exit", resolve));
    process_.kill("SIGTERM");
    await ended;
    rmSync(kit, { recursive: true });
  });
  for await (const line of createInterface({ input: process_.stderr })) {
    const address = /serving (http:\S+)/.exec(line);
    if (address) return { kit, origin: address[1].replace(/\/$/, "") };
  }
  throw new Error("it ended before it served");
}

test("a text that was saved is on the page by itself, and a fault in its place until it is mended", async (t) => {
  const { kit, origin } = await serving(t);
  const { context, page } = await open(browser, { origin });
  t.after(() => context.close());
  await page.goto(`${origin}/exercises/plus-equals.html`);
  const readme = join(kit, "exercises/06-plus-equals/README.md");
  const text = readFileSync(readme, "utf8");
  writeFileSync(readme, `${text}\n\nA sentence that was just written.\n`);
  await page.getByText("A sentence that was just written.").waitFor();

  const toml = join(kit, "exercises/06-plus-equals/exercise.toml");
  const good = readFileSync(toml, "utf8");
  writeFileSync(toml, good.replace("title =", "titel ="));
  await page.getByText("titel").first().waitFor();
  writeFileSync(toml, good);
  writeFileSync(readme, `${text}\n\nAnother one.\n`);
  await page.getByText("Another one.").waitFor();
  assert.equal(await page.getByText("titel").count(), 0);
});

test("a page that is open keeps no error of its own", async (t) => {
  const { origin } = await serving(t);
  const { context, page, faults } = await open(browser, { origin });
  t.after(() => context.close());
  await page.goto(`${origin}/`);
  await page.locator("h1").waitFor();
  none(faults);
});
