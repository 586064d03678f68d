// What was typed into the editor and is not saved yet, kept on the device of who typed it: for a reload, a crash, a lost
// connection. Another account's is forgotten, and so is all of it when somebody signs out: the answer to that clears the
// storage.
const PREFIX = "typed:";
const KEPT_FOR = 7 * 24 * 60 * 60 * 1000; // milliseconds

function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name)) ?? null;
  } catch {
    return null;
  }
}

/** What is kept of a form: `fields`, `seen` (the version of the page), `at`, and `sent` (its button was pressed). */
export const kept = (key) => read(PREFIX + key);

export function keep(key, about) {
  try {
    if (Object.keys(about.fields).length) localStorage.setItem(PREFIX + key, JSON.stringify({ ...about, at: Date.now() }));
    else localStorage.removeItem(PREFIX + key);
  } catch {
    // the storage is full or forbidden
  }
}

/** Forgets those of which `whose(key, about)` is true. */
export function forget(whose) {
  try {
    for (const name of Object.keys(localStorage)) {
      if (name.startsWith(PREFIX) && whose(name.slice(PREFIX.length), read(name) ?? {})) localStorage.removeItem(name);
    }
  } catch {
    // nothing was kept
  }
}

export function forgetOthers(account) {
  forget((key, about) => !key.startsWith(`${account}:`) || !(Date.now() - about.at < KEPT_FOR));
}

/** Whether this page follows on a form that was saved: its address says so. */
export const afterSaving = () => new URLSearchParams(location.search).get("notice")?.startsWith("listing_") ?? false;
