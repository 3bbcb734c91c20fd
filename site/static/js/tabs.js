// <gil-tabs>: panels of which one is shown at a time.
//
//   <gil-tabs data-name="programs">
//     <section data-tab="Fixed">…</section>
//     <section data-tab="Broken">…</section>
//   </gil-tabs>
//
// Without a script, and in print, the panels stand one under the other. So give each a caption or a heading that
// says what it is: nobody sees data-tab there. `data-name` is what the choice is remembered under; sets of the same
// name show the same label, on this page and on others, as far as they have it. Without a name, nothing is
// remembered. `data-label`, if given, is the name of the row of tabs for who doesn't see it.
//
// The keys are those of the ARIA pattern: arrows, Home and End go through the tabs and show each at once.
// What is in a hidden panel can still be found by the browser's search, and linked to: it is shown then.
{
  let sets = 0;

  class GilTabs extends HTMLElement {
    #tabs = [];
    #panels = [];

    connectedCallback() {
      if (this.#tabs.length) return;
      const set = sets++;
      this.#panels = [...this.querySelectorAll(":scope > section[data-tab]")];
      this.#tabs = this.#panels.map((panel, at) => {
        const tab = document.createElement("button");
        tab.type = "button";
        tab.id = `gil-tab-${set}-${at}`;
        tab.textContent = panel.dataset.tab;
        tab.setAttribute("role", "tab");
        panel.id ||= `gil-panel-${set}-${at}`;
        tab.setAttribute("aria-controls", panel.id);
        panel.setAttribute("role", "tabpanel");
        panel.setAttribute("aria-labelledby", tab.id);
        tab.addEventListener("click", () => this.#choose(at));
        panel.addEventListener("beforematch", () => this.#choose(at));
        return tab;
      });
      const row = document.createElement("div");
      row.className = "tabs";
      row.setAttribute("role", "tablist");
      if (this.dataset.label) row.setAttribute("aria-label", this.dataset.label);
      row.append(...this.#tabs);
      row.addEventListener("keydown", (event) => this.#key(event));
      this.prepend(row);
      this.#show(0);
      this.follow();
    }

    // Shows what was chosen in sets of this name, or what the address points into.
    follow() {
      const label = this.dataset.name && store.get("tabs", {})?.[this.dataset.name];
      const remembered = this.#panels.findIndex((panel) => panel.dataset.tab === label);
      const place = document.querySelector(":target");
      const target = this.#panels.findIndex((panel) => panel.contains(place));
      if (target >= 0 || remembered >= 0) this.#show(target >= 0 ? target : remembered);
    }

    #show(at) {
      this.#tabs.forEach((tab, index) => {
        tab.setAttribute("aria-selected", index === at);
        tab.tabIndex = index === at ? 0 : -1;
        if (index === at) this.#panels[index].removeAttribute("hidden");
        else this.#panels[index].setAttribute("hidden", "until-found");
      });
    }

    #choose(at) {
      this.#show(at);
      const { name } = this.dataset;
      if (!name) return;
      store.set("tabs", { ...store.get("tabs", {}), [name]: this.#panels[at].dataset.tab });
      for (const other of document.querySelectorAll("gil-tabs")) {
        if (other !== this && other.dataset.name === name) other.follow();
      }
    }

    #key(event) {
      const at = this.#tabs.indexOf(document.activeElement);
      const last = this.#tabs.length - 1;
      const to = {
        ArrowRight: at === last ? 0 : at + 1,
        ArrowLeft: at === 0 ? last : at - 1,
        Home: 0,
        End: last,
      }[event.key];
      if (at < 0 || to === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      this.#choose(to);
      this.#tabs[to].focus();
    }
  }
  customElements.define("gil-tabs", GilTabs);

  addEventListener("hashchange", () => {
    document.querySelector(":target")?.closest("gil-tabs")?.follow();
  });
}
