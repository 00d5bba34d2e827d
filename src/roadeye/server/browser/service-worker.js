/** Keeps the page's files, so that it works without a network. `roadeye app` fills in the two lines. */

const VERSION = "none";
const FILES = [];

const CACHE = `roadeye ${self.registration.scope} ${VERSION}`;

self.addEventListener("install", (event) => {
  // `reload`: not from the browser's other cache, where an older version may lie.
  const requests = FILES.map((file) => new Request(file, { cache: "reload" }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(requests)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const mine = `roadeye ${self.registration.scope} `;
  const clear = async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith(mine) && name !== CACHE) await caches.delete(name);
    }
    await self.clients.claim();
  };
  event.waitUntil(clear());
});

self.addEventListener("fetch", (event) => {
  if (event.request.method !== "GET") return;
  const kept = caches.open(CACHE).then((cache) => cache.match(event.request, { ignoreSearch: true }));
  event.respondWith(kept.then((response) => response ?? fetch(event.request)));
});
