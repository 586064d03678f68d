// What was typed before and not saved is offered: it may be taken over or thrown away, and nothing happens by itself.
import { worded } from "./form_fields.js";

const panel = document.querySelector("[data-typed]");
const SHOWN = 6;

function moment(at) {
  const { lang, dataset } = document.documentElement;
  const locale = lang === "ar" ? "ar-SA-u-ca-gregory" : "en-GB-u-ca-gregory";
  return new Date(at).toLocaleString(`${locale}-nu-${dataset.digits === "arab" ? "arab" : "latn"}`, { dateStyle: "medium", timeStyle: "short" });
}

function apart(text) {
  const part = document.createElement("bdi");
  part.textContent = text;
  return part;
}

function line([label, text]) {
  const item = document.createElement("li");
  item.append(...[label, text].filter(Boolean).flatMap((part, at) => (at ? [": ", apart(part)] : [apart(part)])));
  return item;
}

/** Shows what is kept; `decide` is told whether it is taken over. `older`: something was saved since it was typed. */
export function offerBack(found, older, form, decide) {
  panel.querySelector("[data-typed-words]").textContent = panel.dataset.words.replace("%t", moment(found.at));
  panel.querySelector("[data-typed-older]").hidden = !older;
  const lines = Object.entries(found.fields).map(([name, values]) => worded(form, name, values)).filter(([label]) => label);
  panel.querySelector("ul").replaceChildren(...lines.slice(0, SHOWN).map(line));
  panel.hidden = false;
  for (const [which, wanted] of [["take", true], ["drop", false]]) {
    panel.querySelector(`[data-typed-${which}]`).addEventListener("click", () => {
      panel.hidden = true;
      decide(found.fields, wanted);
    }, { once: true });
  }
}
