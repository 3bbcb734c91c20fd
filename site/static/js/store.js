// What the reader did on this site: kept in this browser, under one key, and sent nowhere. Where the browser
// keeps nothing (private windows, file addresses, a full disk), all of it works for as long as the page is open.
const store = (() => {
  const KEY = "gilkit";
  let kept = {};
  try {
    const found = JSON.parse(localStorage.getItem(KEY));
    if (found && typeof found === "object" && !Array.isArray(found)) kept = found;
  } catch {
    // Unreadable: begin anew, and leave what is there until something is written.
  }
  return {
    // The value under `name`, which is an object of its own for every feature ("predictions", "theme", …).
    get: (name, otherwise) => (Object.hasOwn(kept, name) ? kept[name] : otherwise),
    set(name, value) {
      kept = { ...kept, [name]: value };
      try {
        localStorage.setItem(KEY, JSON.stringify(kept));
      } catch {
        // Kept in memory only.
      }
    },
  };
})();
