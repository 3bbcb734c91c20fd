// <gil-timeline>: a slider under the picture of a timeline moves a line over it, and says in words what each thread
// does at that moment. What it says comes from the file in data-moments (sitegen/pictures/moments.py), fetched at
// first use. Where that can't be had, as on a disk, the picture and its table stay, and no slider is offered.
{
  // State -> what one thread does in it, and what several do. In one process the GIL is "the GIL", unless it has more.
  const DOES = {
    H: { one: ["holds the GIL", "hold the GIL"], own: ["holds its GIL", "each hold a GIL of their own"] },
    W: { one: ["waits for the GIL", "wait for the GIL"], own: ["waits for its GIL", "wait for theirs"] },
    N: { one: ["runs native code without the GIL", "run native code without the GIL"] },
    R: { one: ["runs", "run"] },
    S: { one: ["could run, but has no core", "could run, but have no core"] },
    L: { one: ["waits for another thread", "wait for another thread"] },
    I: { one: ["waits for I/O", "wait for I/O"] },
    Z: { one: ["sleeps", "sleep"] },
  };
  const SILENCE_MS = 700; // after the last move, until it is said aloud

  // Several threads that Python numbered are told without what they run: "Thread-1 and Thread-2".
  function listed(names) {
    if (names.length < 2) return names[0];
    const short = names.map((name) => name.replace(/^(Thread-\d+) \(.*\)$/, "$1"));
    return `${short.slice(0, -1).join(", ")} and ${short.at(-1)}`;
  }

  // 1, 2 or 5 times a power of ten: about the two-hundredth part of the length, and no less than a millisecond.
  function stepOf(length, unit) {
    const least = Math.max(length / 200, 0.001 / unit);
    const power = 10 ** Math.floor(Math.log10(least));
    return Math.round([1, 2, 5, 10].find((factor) => factor * power >= least * 0.99) * power);
  }

  function decoded([name, group, text]) {
    const spans = [];
    let at = 0;
    for (const [, state, length] of text.matchAll(/([A-Z_])([0-9a-z]+)/g)) {
      const end = at + parseInt(length, 36);
      if (state !== "_") spans.push({ state, from: at, to: end });
      at = end;
    }
    return { name, group, spans };
  }

  const element = (tag, properties) => Object.assign(document.createElement(tag), properties);

  customElements.define("gil-timeline", class extends HTMLElement {
    #data;
    #saying;

    connectedCallback() {
      this.panel = this.querySelector(".moment");
      if (!this.panel || this.slider) return;
      if (location.protocol === "file:") {
        this.panel.remove();
        return;
      }
      const program = this.dataset.program;
      this.slider = element("input", { type: "range", min: 0, max: this.dataset.length, value: 0, step: 1 });
      this.slider.setAttribute("aria-label", `Moment in the timeline of ${program}`);
      this.slider.setAttribute("aria-valuetext", "its beginning");
      this.before = element("button", { type: "button", textContent: "‹ Change before" });
      this.after = element("button", { type: "button", textContent: "Next change ›" });
      this.time = element("b", { className: "time" });
      this.words = element("p", { textContent: "Move the slider to read what each thread does at a moment." });
      this.aloud = element("div", { className: "unseen" });
      this.aloud.setAttribute("aria-live", "polite");
      this.panel.append(this.slider, this.before, this.time, this.after, this.words, this.aloud);
      const [left, right] = this.dataset.plot.split(" ");
      this.panel.style.setProperty("--plot-left", left);
      this.panel.style.setProperty("--plot-right", right);

      for (const use of ["focus", "pointerdown"]) this.slider.addEventListener(use, () => this.#load(), { once: true });
      this.slider.addEventListener("input", () => this.#show());
      this.slider.addEventListener("keydown", (event) => this.#key(event));
      this.before.addEventListener("click", () => this.#jump(-1));
      this.after.addEventListener("click", () => this.#jump(1));
      this.querySelector(".lanes").addEventListener("click", (event) => this.#point(event));
    }

    // Fetched once; null where that failed, of which the reader is told.
    #load() {
      return (this.#data ??= this.#fetched().catch(() => {
        for (const control of [this.slider, this.before, this.after]) control.disabled = true;
        this.words.textContent = "What was recorded of each moment can’t be fetched now.";
        return null;
      }));
    }

    async #fetched() {
      const response = await fetch(this.dataset.moments);
      if (!response.ok) throw new Error(response.status);
      const data = await response.json();
      const lanes = data.lanes.map(decoded);
      const edges = lanes.flatMap(({ spans }) => spans.flatMap(({ from, to }) => [from, to]));
      const lines = data.windows.map(() => element("div", { className: "at", hidden: true }));
      this.querySelector(".lanes").append(...lines);
      return { ...data, lanes, lines, changes: [...new Set(edges)].sort((a, b) => a - b) };
    }

    async #move(choose) {
      const data = await this.#load();
      if (!data) return;
      this.slider.value = choose(data, Number(this.slider.value));
      this.#show();
    }

    #jump(direction) {
      this.#move(({ changes, length }, now) =>
        direction > 0 ? changes.find((at) => at > now) ?? length : changes.findLast((at) => at < now) ?? 0);
    }

    #key(event) {
      const steps = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
      if (!steps || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      this.#move(({ length, unit_s }, now) => now + steps * stepOf(length, unit_s));
    }

    // A click on the picture goes to that moment.
    #point(event) {
      const box = event.currentTarget.getBoundingClientRect();
      const x = (event.clientX - box.left) / box.width;
      const y = (event.clientY - box.top) / box.height;
      this.#move(({ windows }, now) => {
        const isIn = ([, , left, right, top, bottom]) => x >= left && x <= right && y >= top && y <= bottom;
        const over = windows.find(isIn);
        if (!over) return now;
        const [from, to, left, right] = over;
        return from + ((x - left) / (right - left)) * (to - from);
      });
    }

    async #show() {
      const data = await this.#load();
      if (!data) return;
      const at = Number(this.slider.value);
      const time = `${(at * data.unit_s).toFixed(3)} s`;
      this.time.textContent = time;
      this.slider.setAttribute("aria-valuetext", time);
      this.#place(data, at);
      this.words.replaceChildren(...this.#sentences(data, at));
      this.aloud.textContent = "";
      clearTimeout(this.#saying);
      this.#saying = setTimeout(() => {
        this.aloud.textContent = `${time}: ${this.words.textContent.trim()}`;
      }, SILENCE_MS);
    }

    #place(data, at) {
      data.windows.forEach(([from, to, left, right, top, bottom], index) => {
        const line = data.lines[index];
        line.hidden = at < from || at > to;
        const x = left + ((at - from) / (to - from)) * (right - left);
        line.style.left = `${x * 100}%`;
        line.style.top = `${top * 100}%`;
        line.style.height = `${(bottom - top) * 100}%`;
        if (index > 0 || line.hidden) return;
        const box = line.closest(".scroll");
        const px = x * line.parentElement.clientWidth;
        const inSight = px > box.scrollLeft + 20 && px < box.scrollLeft + box.clientWidth - 20;
        if (!inSight) box.scrollLeft = px - box.clientWidth / 2;
      });
    }

    // "Thread-2 holds the GIL; MainThread and Thread-1 wait for it." Of several processes a sentence each, but for
    // those with one thread, which share one.
    #sentences({ lanes, one_gil, one_process, length }, at) {
      const within = Math.min(at, length - 1);
      const groups = new Map();
      for (const { name, group, spans } of lanes) {
        const span = spans.find(({ from, to }) => from <= within && within < to);
        if (!span) continue;
        if (!groups.has(group)) groups.set(group, {});
        (groups.get(group)[span.state] ??= []).push(name);
      }
      if (!groups.size) return ["Of this moment nothing is known."];
      return [...groups].flatMap(([group, doing]) => [
        group ? `In ${group} ` : "",
        ...this.#sentence(doing, one_gil && (group || one_process)),
        " ",
      ]);
    }

    #sentence(doing, one) {
      const states = Object.keys(DOES).filter((state) => doing[state]);
      return states.flatMap((state, index) => {
        const names = doing[state];
        const forms = (one ? DOES[state].one : DOES[state].own) ?? DOES[state].one;
        let does = forms[names.length > 1 ? 1 : 0];
        if (state === "W" && one && doing.H) does = does.replace("the GIL", "it");
        const who = index ? listed(names) : listed(names).replace(/^process/, "Process");
        const verb = element("b", { className: `says-${state}`, textContent: does });
        return [`${who} `, verb, index < states.length - 1 ? "; " : "."];
      });
    }
  });
}
