// The service worker: makes the site readable offline. In front of this file the build writes VERSION, FILES (all that
// the site's pages need, by paths from the site's root), PYTHON (where Pyodide lies) and ENTRY (of the search index).
//
// - A version of the site is one cache, filled when that version is installed and never changed after. If a single
//   file can't be had, the installation fails, and the version before it stays in use.
// - Pages come from the network first: they are small, and what was corrected in them must reach the reader. The kept
//   one is shown when there is no network, when the server fails, and when it takes longer than PATIENCE_MS.
// - What lies under assets/ never changes under its name: it comes from the cache first. Of the version before this one
//   too, so that this one can take over at once: a page that is still open gets the files that it was made for.
// - Python is large. It is kept from its first use on, in a cache of its own that outlives versions.
// - Other sites may share our origin: the names of our caches begin with our scope, and no other cache is touched.
"use strict";

const PATIENCE_MS = 3000;
const AT_ONCE = 6;
const SCOPE = registration.scope;
const OURS = `gilkit ${SCOPE} `;
const CACHE = `${OURS}${VERSION}`;
const listed = new Set(FILES);

const isFixed = (path) => path.startsWith("assets/") && !path.endsWith(ENTRY);
const address = (path) => new URL(path, SCOPE).href;
const versions = async () => (await caches.keys()).filter((name) => name.startsWith(OURS) && !name.includes(PYTHON));

async function kept(path) {
  const earlier = isFixed(path) ? (await versions()).filter((name) => name !== CACHE) : [];
  for (const name of [CACHE, ...earlier.reverse()]) {
    const found = await (await caches.open(name)).match(address(path), { ignoreVary: true });
    if (found) return found;
  }
  return undefined;
}

async function fetched(path) {
  const response = await fetch(address(path), { cache: isFixed(path) ? "default" : "no-cache" });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  if (!response.redirected) return response;
  // Some servers answer index.html by way of a redirect, and a page may not be shown from such an answer.
  return new Response(response.body, { headers: response.headers });
}

async function install() {
  const cache = await caches.open(CACHE);
  try {
    for (let at = 0; at < FILES.length; at += AT_ONCE) {
      const some = FILES.slice(at, at + AT_ONCE);
      await Promise.all(
        some.map(async (path) => cache.put(address(path), (isFixed(path) && (await kept(path))) || (await fetched(path)))),
      );
    }
  } catch (error) {
    await caches.delete(CACHE);
    throw error;
  }
  await skipWaiting();
}

async function activate() {
  const earlier = (await versions()).filter((name) => name !== CACHE); // in the order of their making
  const python = (await caches.keys()).filter((name) => name.startsWith(`${OURS}${PYTHON}`));
  await Promise.all([...earlier.slice(0, -1), ...python.slice(0, -1)].map((name) => caches.delete(name)));
  await registration.navigationPreload?.enable();
  await clients.claim();
}

async function fixed(path, request) {
  const found = await kept(path);
  if (found) return found;
  if (!path.startsWith(PYTHON)) return fetch(request);
  const python = await caches.open(`${OURS}${path.slice(0, path.indexOf("/", PYTHON.length))}`);
  const before = await python.match(address(path));
  if (before) return before;
  const response = await fetch(request);
  if (response.ok) await python.put(address(path), response.clone()).catch(() => {}); // a full disk: not kept, then
  return response;
}

// The file in the site that an address means: servers show index.html for a folder, and may leave out .html.
function meant(path) {
  if (path === "" || path.endsWith("/")) return `${path}index.html`;
  return !listed.has(path) && listed.has(`${path}.html`) ? `${path}.html` : path;
}

async function page(event, path) {
  const copy = await kept(path);
  const answer = (async () => (await event.preloadResponse) || fetch(event.request))();
  event.waitUntil(answer.catch(() => {}));
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, undefined));
  try {
    const response = await (copy ? Promise.race([answer, late]) : answer);
    return !response || (copy && response.status >= 500) ? copy : response;
  } catch (error) {
    if (copy) return copy;
    // All pages are kept, so this is none of them. A redirect: its links are from where it lies.
    if (event.request.mode === "navigate") return Response.redirect(address("404.html"));
    throw error;
  }
}

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(activate()));
addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(SCOPE)) return;
  const path = decodeURI(request.url.slice(SCOPE.length).replace(/[?#].*/, ""));
  if (isFixed(path)) event.respondWith(fixed(path, request));
  else if (request.mode === "navigate" || listed.has(path)) event.respondWith(page(event, meant(path)));
});
