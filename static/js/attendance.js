// Attendance on a weak connection: what is ticked is kept on the device first, then sent; nothing is lost while there is
// no connection. Without this file the page is a form. Words come from the page (data- attributes), never from here.
const PREFIX = "ticks:";
const FIRST_WAIT = 3000; // milliseconds until it is tried again
const LONGEST_WAIT = 60000;

const form = document.querySelector("[data-register]");
const status = form.querySelector("[data-register-status]");
const account = form.dataset.register.split(":")[0];
const key = PREFIX + form.dataset.register;

let memory = null; // what the device does not keep, since it is full or must not: for as long as the page is open
let sending = false;
let stopped = false;
let wait = FIRST_WAIT;
let timer = null;

function kept() {
  if (memory) return { ...memory };
  try {
    return JSON.parse(localStorage.getItem(key)) ?? {};
  } catch {
    return {};
  }
}

function keep(ticks) {
  try {
    if (Object.keys(ticks).length) localStorage.setItem(key, JSON.stringify(ticks));
    else localStorage.removeItem(key);
    memory = null;
  } catch {
    memory = ticks;
  }
}

function forget(whose) {
  try {
    for (const name of Object.keys(localStorage)) if (name.startsWith(PREFIX) && whose(name)) localStorage.removeItem(name);
  } catch {
    // nothing was kept
  }
}

const row = (who) => form.querySelector(`[data-who="${CSS.escape(who)}"]`);
const digits = (count) => count.toLocaleString(document.documentElement.dataset.digits === "arab" ? "ar-u-nu-arab" : "en");

function sayAt(who, words) {
  const state = row(who)?.querySelector("[data-state]");
  if (state) state.textContent = words;
}

function choose(who, mark) {
  const box = row(who)?.querySelector(`input[type=radio][value="${mark}"]`);
  if (box) box.checked = true;
}

function say() {
  const count = Object.keys(kept()).length;
  const words = stopped ? form.dataset.stopped : form.dataset.unsent;
  const text = count ? words.replace("%n", digits(count)) : form.dataset.sent;
  if (status.textContent !== text) status.textContent = text;
}

function tick(who, mark) {
  keep({ ...kept(), [who]: { mark, at: Date.now() } });
  sayAt(who, form.dataset.rowUnsent);
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(send, wait);
  wait = Math.min(wait * 2, LONGEST_WAIT);
}

function body(ticks) {
  const data = new FormData();
  data.set("csrf_token", form.elements.csrf_token.value);
  data.set("sent", Date.now());
  for (const [who, one] of Object.entries(ticks)) {
    data.set(`mark_${who}`, one.mark);
    data.set(`ticked_${who}`, one.at);
  }
  return data;
}

// What was sent is forgotten, unless it was ticked anew meanwhile.
function settle(ticks, answer) {
  const rest = kept();
  for (const [who, one] of Object.entries(ticks)) {
    if (rest[who]?.at !== one.at) continue;
    delete rest[who];
    sayAt(who, answer.kept.includes(who) ? form.dataset.rowSent : form.dataset.rowGone);
  }
  keep(rest);
  for (const one of answer.told) {
    if (rest[one.who]) continue;
    if (one.mark) choose(one.who, one.mark);
    sayAt(one.who, one.words);
  }
}

async function send() {
  const ticks = kept();
  if (sending || !Object.keys(ticks).length) return say();
  sending = true;
  try {
    const answer = await fetch(form.action, {
      method: "post", body: body(ticks), headers: { Accept: "application/json" }, redirect: "error",
    });
    if (answer.ok) {
      settle(ticks, await answer.json());
      stopped = false;
      wait = FIRST_WAIT;
    } else {
      stopped = [400, 403, 404].includes(answer.status); // signed out: trying again would not help
      if (!stopped) later();
    }
  } catch {
    later();
  } finally {
    sending = false;
  }
  say();
  if (!stopped && wait === FIRST_WAIT && Object.keys(kept()).length) send();
}

form.addEventListener("change", (event) => {
  if (event.target.type !== "radio") return;
  tick(event.target.closest("[data-who]").dataset.who, event.target.value);
  say();
  send();
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (event.submitter?.name === "rest") {
    for (const one of form.querySelectorAll("[data-who]")) {
      if (one.querySelector("input:checked")) continue;
      choose(one.dataset.who, event.submitter.value);
      tick(one.dataset.who, event.submitter.value);
    }
  }
  wait = FIRST_WAIT;
  send();
});

addEventListener("online", () => {
  wait = FIRST_WAIT;
  send();
});

// Who signs out leaves nothing on the device (the answer clears the storage, too); nobody sends another's ticks.
document.addEventListener("submit", (event) => {
  if (event.target.getAttribute("action")?.endsWith("/sign-out")) forget(() => true);
});
forget((name) => !name.startsWith(`${PREFIX}${account}:`));

// What was ticked before this file had arrived.
for (const box of form.querySelectorAll("[data-who] input:checked")) {
  if (!box.defaultChecked) tick(box.closest("[data-who]").dataset.who, box.value);
}
for (const [who, one] of Object.entries(kept())) {
  choose(who, one.mark);
  sayAt(who, form.dataset.rowUnsent);
}
if (Object.keys(kept()).length) send();
