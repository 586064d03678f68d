// Saving while the writing goes on, and a word before it is lost. Without scripts the button saves.
import { chosen, taken } from "./picture.js";

const PAUSE = 4000; // milliseconds after the last change
const form = document.querySelector("form[data-editor]");
const said = form.querySelector("[data-saved]");
let dirty = false;
let sending = false;
let timer;

const later = () => {
  clearTimeout(timer);
  timer = setTimeout(keep, PAUSE);
};

async function keep() {
  if (!dirty || sending) return dirty && later();
  dirty = false;
  sending = true;
  const file = chosen();
  try {
    const headers = { Accept: "application/json" };
    const answer = await fetch(form.action, { method: "post", body: new FormData(form), credentials: "same-origin", headers });
    const { seen, words, image, shown } = await answer.json();
    taken(file, image, shown);
    if (seen) form.elements.seen.value = seen;
    else dirty = true;
    said.textContent = words ?? "";
  } catch {
    dirty = true; // no connection, or no answer that can be read: the button tells why
  } finally {
    sending = false;
  }
}

form.addEventListener("input", () => {
  dirty = true;
  if (form.hasAttribute("data-autosave")) later();
  else said.textContent = form.dataset.unsaved;
});
form.addEventListener("submit", () => {
  dirty = false;
  clearTimeout(timer);
});
addEventListener("beforeunload", (event) => {
  if (dirty || sending) event.preventDefault();
});
