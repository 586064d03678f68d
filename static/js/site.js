// Progressive enhancement only: every page works when this file never arrives.
// Words come from the page (data- attributes), never from here.
const root = document.documentElement;
const STATUS_DELAY = 300; // milliseconds after the last change of the results
const FACETS_KEY = "facets";

const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const one = (selector) => document.querySelector(selector);

// Display settings: theme and text size at once; the server keeps all four. Digits and calendar are the server's work:
// the page is read again when the menu closes, unless it closed because the reader went on to something else.
let settingsKept = null;

function keepSettings(form) {
  const sending = { method: "post", body: new FormData(form), credentials: "same-origin", redirect: "manual" };
  return fetch(form.getAttribute("action"), sending).catch(() => null);
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-prefs]");
  if (!form) return;
  const chosen = new FormData(form);
  if (chosen.get("theme") === "auto") delete root.dataset.theme;
  else root.dataset.theme = chosen.get("theme");
  root.dataset.text = chosen.get("text");
  if (form.getAttribute("method")?.toLowerCase() !== "post") return;
  const kept = keepSettings(form);
  if (["digits", "cal"].includes(event.target.name)) settingsKept = kept;
});

document.addEventListener("toggle", (event) => {
  if (event.target.open || !settingsKept || !event.target.querySelector("[data-prefs]")) return;
  settingsKept.then(() => location.reload());
  settingsKept = null;
}, true);

// Menus close with Escape or a click outside them.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of all("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
  closeFilters(event);
});

document.addEventListener("click", (event) => {
  for (const menu of all("details.menu[open]")) {
    if (menu.contains(event.target)) continue;
    if (event.target.closest("a, button, input, select, textarea, label, summary")) settingsKept = null;
    menu.open = false;
  }
  if (event.target.closest("[data-filters-open]")) openFilters(event);
  else if (event.target.closest("[data-filters-close]")) closeFilters(event);
  rememberFacet(event.target.closest("details.facet > summary")?.parentElement);
});

// Filter sheet on small screens: focus moves in, the rest becomes inert, focus returns.
const sheet = () => one("form.filters");
// Said on the root, which no exchange of results touches.
const sheetIsOpen = () => root.dataset.sheet === "open" && Boolean(sheet());

// Everything beside the sheet and beside its ancestors: the sheet may stand at any depth of the page.
function setOutside(inert) {
  for (let node = sheet(); node && node !== document.body; node = node.parentElement) {
    for (const other of node.parentElement.children) {
      if (other !== node && !other.matches("script, [role=status]")) other.inert = inert;
    }
  }
}

function openFilters(event) {
  if (!sheet()) return;
  event.preventDefault();
  root.dataset.sheet = "open";
  setOutside(true);
  sheet().querySelector("[data-filters-close]").focus();
}

function closeFilters(event, focusOn = "[data-filters-open]") {
  if (!sheetIsOpen()) return;
  event?.preventDefault();
  delete root.dataset.sheet;
  setOutside(false);
  one(focusOn)?.focus();
}

document.addEventListener("submit", (event) => {
  if (event.target !== sheet() || !sheetIsOpen()) return;
  delete root.dataset.sheet;
  setOutside(false);
});

// Searches go without their empty fields, so that addresses stay short.
document.addEventListener("formdata", (event) => {
  if (event.target.method !== "get") return;
  for (const [name, value] of [...event.formData]) if (value === "") event.formData.delete(name);
});

matchMedia("(min-width: 60rem)").addEventListener("change", (wide) => wide.matches && closeFilters(null));

// Facets stay open or closed as the reader left them, for this visit.
function facetStates() {
  try {
    return JSON.parse(sessionStorage.getItem(FACETS_KEY)) ?? {};
  } catch {
    return {};
  }
}

function rememberFacet(facet) {
  if (!facet?.id) return;
  try {
    sessionStorage.setItem(FACETS_KEY, JSON.stringify({ ...facetStates(), [facet.id]: !facet.open }));
  } catch {
    // Storage may be forbidden; then facets simply start as the server says.
  }
}

function restoreFacets() {
  const states = facetStates();
  for (const facet of all("details.facet[id]")) if (facet.id in states) facet.open = states[facet.id];
}

// After a swap: say the new count once, a moment after the last change; after paging, go to the results heading.
let statusTimer;
let focusResults = false;

document.addEventListener("click", (event) => {
  focusResults = Boolean(event.target.closest(".pager a"));
});

document.addEventListener("change", () => {
  focusResults = false;
});

function afterSwap() {
  restoreFacets();
  if (sheetIsOpen()) setOutside(true);
  clearTimeout(statusTimer);
  statusTimer = setTimeout(() => {
    const status = one("[data-status]");
    const text = one("[data-status-text]")?.dataset.statusText;
    if (status && text) status.textContent = text;
  }, STATUS_DELAY);
  if (!focusResults) return;
  focusResults = false;
  const heading = one("[data-results-heading]");
  heading?.focus({ preventScroll: true });
  heading?.scrollIntoView({ block: "start" });
}

for (const name of ["htmx:after:swap", "htmx:afterSwap"]) document.addEventListener(name, afterSwap);

// A list that sends its form as soon as it changes; its button is for those without scripts.
for (const select of all("select[data-autosubmit]")) {
  all("button", select.form).forEach((button) => (button.hidden = true));
  select.addEventListener("change", () => select.form.requestSubmit());
}

// Buttons that make sense only with scripts are hidden in the page and shown here.
const say = (text) => {
  const toast = one("[data-toast]");
  if (!toast || !text) return;
  toast.textContent = text;
  setTimeout(() => (toast.textContent = ""), 6000);
};

async function share(button) {
  const page = { title: document.title, url: location.href };
  if (navigator.share) return navigator.share(page).catch(() => {});
  await navigator.clipboard.writeText(page.url);
  return say(button.dataset.done);
}

for (const button of all("[data-share]")) {
  button.hidden = !(navigator.share || navigator.clipboard);
  button.addEventListener("click", () => share(button));
}

for (const button of all("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

restoreFacets();
one("[data-focus]")?.focus();

// Suggestions come with their own module, once the search field is used.
for (const field of all("[data-suggest]")) {
  field.addEventListener(
    "focusin",
    () => import("./suggest.js").then(({ suggestIn }) => suggestIn(field)),
    { once: true },
  );
}
