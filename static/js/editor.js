// The editor of listings: a draft is saved while the writing goes on, and where one is looking it is said whether it is.
// What is not saved is kept on the device and sent again by itself. Without scripts the button saves.
import { differing, fill, snapshot } from "./form_fields.js";
import { offerBack } from "./offering_back.js";
import { chosen, taken } from "./picture.js";
import { afterSaving, forget, forgetOthers, keep, kept } from "./unsent.js";

const PAUSE = 2000; // milliseconds after the last change
const FIRST_WAIT = 4000; // until it is tried again
const LONGEST_WAIT = 60000;
const PATIENCE = 30000; // for an answer
const NOT_OURS = [400, 401, 403, 404]; // signed out, or no longer here: trying again would not help

const form = document.querySelector("form[data-editor]");
const said = document.querySelector("[data-saved]");
const key = form.dataset.editor;
const byItself = form.hasAttribute("data-autosave");

let refused = form.hasAttribute("data-refused"); // what is in the fields was sent once and not taken
let saved = snapshot(form); // what the server has, as far as the page knows
let carried = {}; // typed before this page was opened, and nobody has decided on it
let carriedSeen = null;
let touched = false;
let sending = false;
let failing = false;
let leaving = false;
let unanswered = null; // it may have arrived: the same is sent once more, which the server recognises
let wait = FIRST_WAIT;
let timer;

const unsaved = () => differing(saved, snapshot(form));
const dirty = () => touched && (Object.keys(unsaved()).length > 0 || Boolean(chosen()) || (refused && byItself));

function say(state, words = form.dataset[state]) {
  said.dataset.state = state;
  if (said.textContent !== words) said.textContent = words;
}

const sayWhere = () => dirty() && say(navigator.onLine && !failing ? "unsaved" : "offline");

function remember(more = {}) {
  keep(key, { seen: carriedSeen ?? form.elements.seen.value, fields: { ...carried, ...unsaved() }, ...more });
}

function later(pause = PAUSE) {
  clearTimeout(timer);
  if (byItself) timer = setTimeout(send, pause);
}

// The pauses grow, so that a thousand desks that lost their connection together do not come back as a storm.
function again(one) {
  [failing, unanswered] = [true, one];
  say("offline");
  later(wait * (0.75 + Math.random() / 2));
  wait = Math.min(wait * 2, LONGEST_WAIT);
}

async function post({ body, file }) {
  const signal = file ? undefined : AbortSignal.timeout(PATIENCE);
  const headers = { Accept: "application/json" };
  const answer = await fetch(form.action, { method: "post", body, credentials: "same-origin", headers, redirect: "manual", signal });
  const gone = answer.type === "opaqueredirect" || NOT_OURS.includes(answer.status);
  return gone ? { gone } : answer.json();
}

async function send() {
  clearTimeout(timer);
  if (sending || leaving || !dirty()) return;
  sending = true;
  const one = unanswered ?? { body: new FormData(form), file: chosen(), now: snapshot(form) };
  const told = await post(one).catch(() => ({}));
  sending = false;
  unanswered = null;
  if (told.gone) return say("stopped");
  if (told.status < 500 && told.status !== 429) return say("refused", told.title);
  if (!told.words) return again(one);
  [failing, wait] = [false, FIRST_WAIT];
  taken(one.file, told.image, told.shown);
  if (told.seen) {
    form.elements.seen.value = told.seen;
    [saved, refused] = [one.now, false];
    remember();
  }
  if (Object.keys(differing(one.now, snapshot(form))).length) {
    sayWhere();
    return later(); // typed meanwhile
  }
  say(told.seen ? "saved" : "refused", told.words);
}

form.addEventListener("input", () => {
  touched = true;
  remember();
  sayWhere();
  if (!failing && !sending) later();
});
form.addEventListener("submit", (event) => {
  if (!navigator.onLine) {
    event.preventDefault(); // the browser would leave the page for an error of its own
    touched = true;
    return say("offline");
  }
  leaving = true;
  remember({ sent: true });
});
addEventListener("pageshow", () => {
  leaving = false;
});
addEventListener("beforeunload", (event) => {
  if (!leaving && (dirty() || sending)) event.preventDefault();
});
addEventListener("online", () => {
  [failing, wait] = [false, FIRST_WAIT];
  sayWhere();
  if (byItself) send();
});
addEventListener("offline", sayWhere);

function takeOver(fields, wanted) {
  [carried, carriedSeen] = [{}, null];
  if (wanted) {
    fill(form, fields);
    touched = true;
    sayWhere();
    later();
    form.querySelector(`[name="${CSS.escape(Object.keys(fields)[0])}"]`)?.focus();
  }
  remember();
}

forgetOthers(key.split(":")[0]);
const { seen } = form.elements;
const older = (about) => about.seen !== seen.value; // something was saved since
if (afterSaving()) forget((name, about) => about.sent && (name !== key || older(about)));
const found = kept(key);
if (found && refused) {
  carried = found.fields;
} else if (found && Object.keys(differing(saved, found.fields)).length) {
  [carried, carriedSeen] = [found.fields, found.seen];
  offerBack(found, older(found), form, takeOver);
} else if (found) {
  remember(); // the server has all of it
}
