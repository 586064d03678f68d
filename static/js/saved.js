// The page after a form of the editor was saved: what was kept of it on the device is not needed any more.
import { afterSaving, forget } from "./unsent.js";

if (afterSaving()) forget((_key, about) => about.sent);
