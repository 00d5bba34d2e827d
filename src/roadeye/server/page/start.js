/** The page of `roadeye serve`. */

import { serverBackend } from "./server-backend.js";
import { startPage } from "./page.js";
import { askToken } from "./token.js";

startPage(serverBackend(askToken));
