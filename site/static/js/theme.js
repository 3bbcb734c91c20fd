// <gil-theme>: light, dark, or as the system has it. An attribute of <html> selects the palette (css/palette.css).
// It is set first thing that a script can do without holding up the page. Where the script is not in the cache yet,
// the system's colours may be seen for a moment.
{
  const chosen = () => {
    const theme = store.get("theme", "system");
    return theme === "light" || theme === "dark" ? theme : "system";
  };
  const apply = () => {
    const theme = chosen();
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    for (const radio of document.querySelectorAll("gil-theme input")) radio.checked = radio.value === theme;
  };

  apply();
  // A page that comes back whole from the browser's memory hasn't heard of a choice made on another one.
  addEventListener("pageshow", apply);
  addEventListener("storage", apply);

  class GilTheme extends HTMLElement {
    connectedCallback() {
      this.addEventListener("change", (event) => {
        store.set("theme", event.target.value);
        apply();
      });
    }
  }
  customElements.define("gil-theme", GilTheme);
}
