// Search, in a dialog: opened by the button in the header or by `/`. Pagefind and its index are loaded when it is opened
// for the first time.
//
// The results are a plain list of links and not a listbox: an option of a listbox may hold no link, so opening in a new
// tab, copying an address and a screen reader's list of links would all be lost. The arrow keys move the focus itself.
{
  const PAGES = 8;
  const PLACES = 3; // in each of them
  const dialog = document.querySelector("dialog.search");
  const button = document.querySelector("button.find");

  // Pagefind's excerpts are text with &lt;, &gt; and <mark>.
  const excerpt = (html) => {
    const paragraph = document.createElement("p");
    html.split(/<\/?mark>/).forEach((part, at) => {
      const text = part.replaceAll("&lt;", "<").replaceAll("&gt;", ">");
      if (at % 2) paragraph.appendChild(document.createElement("mark")).textContent = text;
      else paragraph.append(text);
    });
    return paragraph;
  };

  const link = ({ url, title, kind, excerpt: html }) => {
    const anchor = document.createElement("a");
    anchor.href = url;
    if (kind) anchor.appendChild(document.createElement("small")).textContent = kind;
    anchor.appendChild(document.createElement("b")).textContent = title;
    if (html) anchor.append(excerpt(html));
    return anchor;
  };

  // A page, and in it the sections with most of the words, in their order on the page.
  const item = ({ url, meta, sub_results: places }) => {
    const entry = document.createElement("li");
    const own = places.find((place) => place.url === url);
    entry.append(link({ url, title: meta.title, kind: meta.kind, excerpt: own?.excerpt }));
    const most = places.filter((place) => place !== own).sort((one, other) => other.locations.length - one.locations.length);
    const shown = places.filter((place) => most.slice(0, PLACES).includes(place));
    if (shown.length) entry.appendChild(document.createElement("ul")).append(...shown.map((place) => {
      const inner = document.createElement("li");
      inner.append(link(place));
      return inner;
    }));
    return entry;
  };

  const set = () => {
    const words = dialog.querySelector("input[type=text]");
    const list = dialog.querySelector("ol");
    const said = dialog.querySelector("[role=status]");
    const slash = dialog.querySelector("input[type=checkbox]");
    const links = () => [...list.querySelectorAll("a")];
    let engine;
    let failures = 0;
    let latest = 0;

    const load = () => {
      const script = new URL(dialog.dataset.script, document.baseURI).href;
      const root = new URL(".", new URL(dialog.dataset.root, document.baseURI)).pathname;
      // A browser may keep to it that a script wasn't there, so another try has another address. Without Pagefind's
      // worker: so small an index is searched in less time than a worker takes to start.
      engine ??= import(failures ? `${script}?${failures}` : script).then((pagefind) =>
        pagefind.createInstance({ baseUrl: root, excerptLength: 24, noWorker: true }),
      );
      return engine;
    };

    const failed = () => {
      engine = undefined;
      failures += 1;
      said.textContent = "The search could not be loaded. Check the connection, and go on typing.";
    };

    const search = async () => {
      const mine = (latest += 1);
      const asked = words.value.trim();
      try {
        const found = asked ? await (await load()).debouncedSearch(asked, {}, 120) : { results: [] };
        if (!found || mine !== latest) return; // more was typed meanwhile
        const pages = await Promise.all(found.results.slice(0, PAGES).map((result) => result.data()));
        if (mine !== latest) return;
        const count = found.results.length;
        said.textContent = !asked ? "" : count ? `${count} ${count === 1 ? "page" : "pages"}` : "Nothing found. Try other words, or fewer.";
        list.replaceChildren(...pages.map(item));
      } catch {
        failed();
      }
    };

    const open = () => {
      if (dialog.open) return;
      slash.checked = store.get("slash", true);
      dialog.showModal();
      words.select();
      load().catch(failed);
    };

    const onKey = (event) => {
      const at = links().indexOf(document.activeElement);
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        if (at < 0 && document.activeElement !== words) return;
        event.preventDefault();
        const to = at + (event.key === "ArrowDown" ? 1 : -1);
        (to < 0 ? words : links()[Math.min(to, links().length - 1)])?.focus();
      } else if (event.key === "Enter" && document.activeElement === words) {
        links()[0]?.click();
      } else if (at >= 0 && event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey) {
        words.focus(); // who types on while a result is focused goes on in the field
      }
    };

    button.addEventListener("click", open);
    words.addEventListener("input", search);
    slash.addEventListener("change", () => store.set("slash", slash.checked));
    dialog.querySelector("button").addEventListener("click", () => dialog.close());
    dialog.addEventListener("keydown", onKey);
    dialog.addEventListener("click", (event) => {
      // The backdrop counts as the dialog itself; a link to a place on this very page leaves the dialog open otherwise.
      const followed = event.target.closest("a") && !event.ctrlKey && !event.metaKey && !event.shiftKey;
      if (event.target === dialog || followed) dialog.close();
    });
    // WCAG wants a shortcut of a single character to be one that can be turned off: speech can trigger it.
    document.addEventListener("keydown", (event) => {
      const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing || !store.get("slash", true)) return;
      event.preventDefault();
      open();
    });
    button.classList.add("ready");
  };

  if (dialog && button && location.protocol.startsWith("http")) set();
}
