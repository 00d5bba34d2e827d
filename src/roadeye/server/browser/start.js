/** The page of `roadeye app`: no server is needed. */

import { browserBackend } from "./browser-backend.js";
import { startPage } from "./page.js";

startPage(browserBackend());
navigator.serviceWorker?.register("./service-worker.js").catch(() => {
  // Pages from a file, and some private windows, have none; all but working offline is there.
});
