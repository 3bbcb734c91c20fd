// Part of `gilkit site serve`, never of a built site: shows the page anew when the site was built again, and the
// problems when it could not be.
"use strict";
(() => {
  let shown = document.currentScript.dataset.state;
  let source;

  async function onNews(event) {
    if (event.data === shown) return;
    shown = event.data;
    source.close();
    if (shown.startsWith("good ")) {
      location.reload();
      return;
    }
    // In place of the page, under its address, so that it comes back where it was once the problems are mended.
    const problems = await (await fetch("/.gilkit/problems", { cache: "no-store" })).text();
    document.documentElement.replaceWith(new DOMParser().parseFromString(problems, "text/html").documentElement);
    listen();
  }

  // A browser opens few connections to one server, so only pages that are seen hold one.
  function listen() {
    source = new EventSource("/.gilkit/events");
    source.onmessage = onNews;
  }
  document.addEventListener("visibilitychange", () => {
    source?.close();
    if (!document.hidden) listen();
  });
  if (!document.hidden) listen();
})();
