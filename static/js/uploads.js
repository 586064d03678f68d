// While the worker is busy with an upload: look again every two seconds, and open the page anew when it is done.
// Without this file a <noscript> refresh does the same.
const PAUSE = 2000; // milliseconds

async function look() {
  const answer = await fetch(location.href, { credentials: "same-origin" }).catch(() => null);
  if (!answer?.ok) return setTimeout(look, PAUSE * 2);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-watch]");
  if (!fresh) return location.reload();
  document.querySelector("[data-watch]").replaceChildren(...fresh.childNodes);
  return setTimeout(look, PAUSE);
}

setTimeout(look, PAUSE);
