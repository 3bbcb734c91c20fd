// What the reader did on this site: kept in this browser, under one key, and sent nowhere. Where the browser
// keeps nothing (private windows, file addresses, a full disk), all of it works for as long as the page is open.
const store = (() => {
  const KEY = "gilkit";
  let kept = {};
  let inMemory = false; // a write failed: what is in `kept` is newer than what the browser has
  // Read again each time: another window of the site may have written meanwhile, and must not lose it.
  const read = () => {
    try {
      const found = inMemory ? null : JSON.parse(localStorage.getItem(KEY));
      if (found && typeof found === "object" && !Array.isArray(found)) kept = found;
    } catch {
      // Unreadable: begin anew, and leave what is there until something is written.
    }
    return kept;
  };
  return {
    // The value under `name`, which is an object of its own for every feature ("predictions", "theme", …).
    get: (name, otherwise) => (Object.hasOwn(read(), name) ? kept[name] : otherwise),
    set(name, value) {
      kept = { ...read(), [name]: value };
      try {
        localStorage.setItem(KEY, JSON.stringify(kept));
      } catch {
        inMemory = true;
      }
    },
  };
})();
