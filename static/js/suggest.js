// Suggestions under the search field: an ARIA combobox, brought in when the field is first used.
// Without this file, or before it has arrived, the field is a plain one. Words come from the page.
const WAIT = 120; // milliseconds without a key
const SHORTEST = 2;

const escaped = (text) => Object.assign(document.createElement("span"), { textContent: text }).innerHTML;

function load(address) {
  return new Promise((arrived, failed) => {
    const script = Object.assign(document.createElement("script"), { src: address, onload: arrived, onerror: failed });
    document.head.append(script);
  });
}

function source(address) {
  let timer;
  let asked;
  return (typed, show) => {
    clearTimeout(timer);
    asked?.abort();
    if (typed.trim().length < SHORTEST) return show([]);
    timer = setTimeout(async () => {
      asked = new AbortController();
      const question = new URL(address, location);
      question.searchParams.set("q", typed);
      try {
        const answer = await fetch(question, { signal: asked.signal });
        show(answer.ok ? (await answer.json()).items : []);
      } catch {
        // A later key has asked anew, or the network is away: the field goes on as a plain one.
      }
    }, WAIT);
    return undefined;
  };
}

function line(one, words) {
  const kind = `<span class="suggestion__kind">${escaped(words.kinds[one.kind])}</span>`;
  return `<span class="suggestion__text"><bdi lang="${one.lang}">${escaped(one.text)}</bdi></span>${kind}`;
}

function go(one, form, input) {
  if (!one) return;
  if (one.kind !== "search") return location.assign(one.url);
  input().value = one.text;
  return form.requestSubmit();
}

function enhance(field, words) {
  const plain = field.querySelector("input");
  const { value, placeholder } = plain;
  const focused = document.activeElement === plain;
  const place = document.createElement("div");
  place.className = "suggest";
  plain.replaceWith(place);
  const input = () => place.querySelector("input");
  window.accessibleAutocomplete({
    element: place,
    id: "q",
    name: "q",
    defaultValue: value,
    placeholder,
    source: source(field.dataset.suggest),
    minLength: SHORTEST,
    confirmOnBlur: false,
    autoselect: false,
    showNoOptionsFound: false,
    displayMenu: "overlay",
    templates: { inputValue: (one) => one?.text ?? "", suggestion: (one) => (one ? line(one, words) : "") },
    onConfirm: (one) => go(one, field.closest("form"), input),
    tAssistiveHint: () => words.hint,
    tStatusQueryTooShort: () => "",
    tStatusNoResults: () => words.none,
    tStatusSelectedOption: (one, _length, at) => `${one} ${at + 1}`,
    tStatusResults: (length) => words.some.replace("{n}", length),
  });
  // With the list open, the library swallows Enter even where nothing is chosen: then it is the form's.
  place.addEventListener("keydown", (key) => key.key === "Enter" && key.target === input() && key.stopPropagation(), true);
  // On a choice, Escape would take the focus away with the list: it is the field's first.
  place.addEventListener("keydown", (key) => key.key === "Escape" && key.target !== input() && input().focus(), true);
  Object.assign(input(), { dir: "auto", enterKeyHint: "search", maxLength: 200 });
  if (focused) {
    const words = input();
    words.focus();
    words.setSelectionRange(words.value.length, words.value.length);
    // The library marks all words once, when it has noticed the focus; the next letter would replace them.
    words.setSelectionRange = () => delete words.setSelectionRange;
  }
}

export async function suggestIn(field) {
  try {
    await load(field.dataset.library);
    enhance(field, JSON.parse(field.dataset.words));
  } catch {
    // The library did not arrive; the field stays a plain one.
  }
}
