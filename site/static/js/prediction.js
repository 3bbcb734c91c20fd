// <gil-prediction data-lesson="ID">: the reader commits to a choice before the page tells what happened.
//
// It is in one of three states, its data-state; what comes after the prediction, all that is .sealed, may be seen
// where <html> has data-open (css/prediction.css hides it otherwise).
//   asked      the form
//   committed  what was chosen, whether it was right, and why; there is no second try, except by forgetting the first
//   opened     everything is shown without a prediction
// A link within the page to a sealed place leads to the prediction. A link from elsewhere to such a place leads there:
// whoever was sent to it wants to read it. The page is open then, but nothing is kept.
//
// On the home page there is no answer. Committing there leads to the lesson, which finds the prediction made.
{
  const SURE = { guess: "a guess", fairly: "fairly sure", certain: "certain" };
  const RIGHT = {
    guess: "A good guess. Now turn it into something that you know.",
    fairly: "Read on and see whether your reason holds as well.",
    certain: "You were certain, and with reason.",
  };
  const WRONG = {
    guess: "You said that it was a guess. Now you can find out.",
    fairly: "Somewhere your picture and the interpreter part. Find the place.",
    certain: "You were certain, so here you can learn most: what surprises us stays with us.",
  };

  const words = (node) => node.textContent.trim().replace(/\s+/g, " ");
  const make = (tag, properties, ...children) => {
    const node = Object.assign(document.createElement(tag), properties);
    node.append(...children);
    return node;
  };
  const isSealed = (id) => Boolean(document.getElementById(id)?.closest(".sealed"));
  const wasSent = () => isSealed(location.hash.slice(1));

  class GilPrediction extends HTMLElement {
    #form = null;
    #choices = []; // the texts
    #answer = null; // null on the home page
    #wanted = null; // the link that led here

    connectedCallback() {
      // A browser that doesn't know this question gets the page as without scripts.
      if (this.#form || !matchMedia("(scripting: enabled)").matches) return;
      this.#form = this.querySelector("form");
      this.#choices = [...this.#form.querySelectorAll(".choices label")].map(words);
      const reveal = this.querySelector("details.reveal");
      if (reveal) this.#prepare(reveal);
      this.#show();
      this.#form.addEventListener("submit", (event) => this.#commit(event));
      addEventListener("pageshow", (event) => event.persisted && this.#show());
      addEventListener("gil-forget", () => this.#show());
    }

    get #record() {
      return Object(Object(store.get("predictions", {}))[this.dataset.lesson]);
    }

    #keep(record) {
      store.set("predictions", { ...store.get("predictions", {}), [this.dataset.lesson]: record });
    }

    // What the page has without scripts is taken apart and put together again, in the order that helps most.
    #prepare(reveal) {
      const list = reveal.querySelector("ol");
      const others = make("ol", { className: list.className });
      const notes = [...reveal.children].filter((child) => child !== list && !child.matches("summary"));
      const first = document.querySelector(".sealed[id]");
      this.#answer = {
        list,
        others,
        items: [...list.children],
        verdict: make("p", { className: "verdict", tabIndex: -1 }),
        reason: make("p", { className: "reason" }),
        own: make("p", { className: "own" }),
        folded: make("details", { hidden: true }, make("summary", {}, "The other choices"), others),
        notes,
        on: make("a", { className: "start", href: `#${first.id}` }, `On to “${words(first.querySelector("h2"))}”`),
        again: make("button", { type: "button" }),
      };
      const { verdict, reason, folded, on, again } = this.#answer;
      const act = make("p", { className: "act" }, on, " ", again);
      reveal.replaceWith(make("div", { className: "outcome" }, verdict, reason, list, folded, ...notes, act));

      again.addEventListener("click", () => this.#again());
      for (const skip of document.querySelectorAll("a.skip-it")) {
        skip.addEventListener("click", () => {
          this.#keep({ skipped: true });
          this.#show();
        });
      }
      document.addEventListener("click", (event) => this.#divert(event));
      addEventListener("hashchange", () => this.dataset.state === "asked" && this.#show());
    }

    #show() {
      const { choice, skipped } = this.#record;
      const chosen = this.#choices.indexOf(choice);
      if (chosen >= 0) this.#enter("committed", chosen);
      else this.#enter(this.#answer && (skipped || wasSent()) ? "opened" : "asked", -1);
    }

    #enter(state, chosen) {
      const isOpen = state !== "asked";
      this.dataset.state = state;
      this.#form.querySelector("fieldset").disabled = isOpen;
      if (isOpen) this.#form.querySelectorAll(".choices input").forEach((radio, at) => (radio.checked = at === chosen));
      if (!this.#answer) return;
      document.documentElement.toggleAttribute("data-open", isOpen);
      if (isOpen) this.#tell(chosen);
    }

    // The reader's own choice comes first, then the right one; the others are folded.
    #tell(chosen) {
      const { list, others, items, notes, verdict, reason, own, folded, again } = this.#answer;
      const record = this.#record;
      const mine = items[chosen];
      const right = items.find((item) => item.classList.contains("right"));
      list.replaceChildren(...new Set([mine, right].filter(Boolean)));
      others.replaceChildren(...items.filter((item) => item !== mine && item !== right));
      folded.hidden = others.children.length === 0;
      folded.open = false;

      own.remove();
      if (mine) {
        const isRight = mine === right;
        if (record.right !== isRight) this.#keep({ ...record, right: isRight });
        own.textContent = `Your prediction${SURE[record.sure] ? `, ${SURE[record.sure]}` : ""}`;
        mine.prepend(own);
        verdict.replaceChildren(
          make("b", {}, isRight ? "✓ That is what happened." : "✗ That is not what happened."),
          ` ${(isRight ? RIGHT : WRONG)[record.sure] ?? ""}`,
        );
        const there = notes.filter((note) => words(note.querySelector("span") ?? note) === record.choice);
        const names = there.map((note) => words(note.querySelector("b")));
        if (!isRight && names.length) verdict.append(` It is what happened on ${names.join(" and ")}.`);
      } else {
        verdict.replaceChildren("Everything on this page is shown, and you haven’t predicted.");
      }
      reason.textContent = mine && record.why ? `Your reason: “${record.why}”` : "";
      again.textContent = mine ? "Predict again" : "Predict after all";
    }

    #commit(event) {
      event.preventDefault();
      const { choice, sure, why } = Object.fromEntries(new FormData(this.#form));
      this.#keep({ choice: this.#choices[choice], sure, why: String(why).trim() });
      this.#show();
      if (!this.#answer) {
        location.assign(this.querySelector("a.go").href);
        return;
      }
      const { on, verdict } = this.#answer;
      if (this.#wanted) {
        on.href = this.#wanted.hash;
        on.textContent = `On to “${words(this.#wanted)}”`;
      }
      verdict.focus();
    }

    #again() {
      this.#keep(undefined);
      this.#form.reset();
      // An address that points behind the prediction would keep the page open.
      if (wasSent()) location.replace("#predict");
      this.#enter("asked", -1);
      this.#ask("");
    }

    #divert(event) {
      const link = event.target.closest?.('a[href^="#"]:not(.skip-it)');
      const isNewWindow = event.ctrlKey || event.metaKey || event.shiftKey;
      if (this.dataset.state !== "asked" || isNewWindow || !link || !isSealed(link.hash.slice(1))) return;
      event.preventDefault();
      this.#wanted = link;
      this.#ask(`“${words(link)}” opens when you have predicted.`);
    }

    #ask(hint) {
      this.querySelector(".hint").textContent = hint;
      this.closest("section").scrollIntoView();
      this.#form.querySelector("input").focus({ preventScroll: true });
    }
  }
  customElements.define("gil-prediction", GilPrediction);
}
