// What stands in the fields that people see of a form: read, compared, written back. Files and hidden fields are not
// among it. A field is a name with its values; a box that is not ticked has none.

const written = (form) => [...form.elements].filter((one) => one.name && !["hidden", "file", "submit", "button"].includes(one.type));
const ticked = (one) => one.type === "checkbox" || one.type === "radio";

export function snapshot(form) {
  const found = {};
  for (const one of written(form)) {
    found[one.name] ??= [];
    if (!ticked(one) || one.checked) found[one.name].push(one.value);
  }
  return found;
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** The fields of `after` that say something else in `before`. */
export const differing = (before, after) =>
  Object.fromEntries(Object.entries(after).filter(([name, values]) => !same(values, before[name] ?? [])));

/** Writes the values into their fields. */
export function fill(form, fields) {
  const next = {};
  for (const one of written(form)) {
    const values = fields[one.name];
    if (!values) continue;
    if (ticked(one)) one.checked = values.includes(one.value);
    else one.value = values[(next[one.name] = (next[one.name] ?? -1) + 1)] ?? "";
  }
}

/** The name of a field as the page has it, and the beginning of what was typed there. */
export function worded(form, name, values) {
  const [one] = written(form).filter((field) => field.name === name);
  const label = one && !ticked(one) ? one.labels?.[0]?.textContent : one?.closest("fieldset")?.querySelector("legend")?.textContent;
  const text = one?.tagName === "TEXTAREA" || one?.type === "text" ? values.join(" ").slice(0, 80) : "";
  return [label?.trim() ?? "", text];
}
