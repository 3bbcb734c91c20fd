// Has the service worker (sw.js, beside the manifest) keep the site for reading offline: once the page is there, and
// not for somebody who asked the browser to save data.
{
  const manifest = document.querySelector("link[rel=manifest]");
  if (manifest && navigator.serviceWorker && location.protocol.startsWith("http") && !navigator.connection?.saveData) {
    const register = () =>
      navigator.serviceWorker
        .register(new URL("sw.js", manifest.href), { updateViaCache: "none" })
        .catch(() => {}); // a private window, no room: the site is then read online
    if (document.readyState === "complete") register();
    else addEventListener("load", register);
  }
}
