// What has been predicted and read. A lesson counts as read when its end has been on the screen, in a visit in which
// the output was, too. The home page marks it in the list and on the map, and says where to go on.
{
  const kept = (name) => Object(store.get(name, {}));
  const isOpen = () => !document.querySelector('gil-prediction[data-state="asked"]');

  const lesson = document.querySelector("article[data-lesson]");
  if (lesson) {
    const waiting = new Set([
      lesson.querySelector(".sealed"),
      lesson.querySelector(".onward") ?? [...lesson.querySelectorAll(".sealed")].at(-1),
    ]);
    const watch = new IntersectionObserver((seen) => {
      if (!isOpen()) return;
      for (const { isIntersecting, target } of seen) if (isIntersecting) waiting.delete(target);
      if (waiting.size) return;
      watch.disconnect();
      store.set("read", { ...kept("read"), [lesson.dataset.lesson]: true });
    });
    for (const element of waiting) if (element) watch.observe(element);
  }

  class GilProgress extends HTMLElement {
    #untold = "";

    connectedCallback() {
      const say = this.querySelector("p");
      const forget = this.querySelector("button");
      this.#untold = say.textContent;
      forget.addEventListener("click", () => {
        if (!confirm("Forget what you predicted and read? It is nowhere but in this browser.")) return;
        store.set("predictions", {});
        store.set("read", {});
        dispatchEvent(new Event("gil-forget"));
        this.#update(say, forget);
      });
      addEventListener("pageshow", () => this.#update(say, forget));
      this.#update(say, forget);
    }

    #update(say, forget) {
      const predictions = kept("predictions");
      const read = kept("read");
      const units = [...document.querySelectorAll("li[data-unit]")].filter((unit) => unit.querySelector(".progress"));
      const predicted = units.filter((unit) => predictions[unit.dataset.unit]?.choice);
      const done = units.filter((unit) => read[unit.dataset.unit]);
      for (const unit of units) {
        const words = [predicted.includes(unit) && "predicted", done.includes(unit) && "read"].filter(Boolean);
        unit.querySelector(".progress").textContent = words.length ? `✓ ${words.join(", ")}` : "";
        const place = document.querySelector(`.map [data-unit="${unit.dataset.unit}"]`);
        place?.classList.toggle("predicted", predicted.includes(unit));
        place?.classList.toggle("read", done.includes(unit));
      }

      const right = predicted.filter((unit) => predictions[unit.dataset.unit].right).length;
      const some = predicted.length + done.length > 0;
      say.textContent = some
        ? `Of ${units.length} lessons, you have predicted ${predicted.length} (${right} right) and read ${done.length}.`
        : this.#untold;
      forget.hidden = !some;

      const start = document.querySelector("a.start");
      const next = units.find((unit) => !done.includes(unit))?.querySelector(".to-lesson");
      if (start && next && some) {
        start.href = next.href;
        start.textContent = `Go on with ${next.getAttribute("aria-label")}`;
      }
    }
  }
  customElements.define("gil-progress", GilProgress);
}
