// The camera at the door, where the browser itself can read QR codes. Everywhere else the field and its form do it.
const form = document.querySelector("[data-scan]");
const camera = document.querySelector("[data-camera]");
const picture = document.querySelector("[data-camera-picture]");
const status = document.querySelector("[data-scan-status]");
const AGAIN = 3000; // milliseconds for which the same code in the picture is not sent again
const EVERY = 250;

function say(words, good) {
  status.hidden = false;
  status.className = good ? "note note--ok" : "note note--danger";
  status.querySelector("bdi").textContent = words;
}

async function enter(code) {
  const data = new FormData(form);
  data.set("code", code);
  try {
    const answer = await fetch(form.action, { method: "post", body: data, headers: { Accept: "application/json" }, redirect: "error" });
    const said = await answer.json();
    say(said.words ?? form.dataset.offline, said.good === true);
  } catch {
    say(form.dataset.offline, false);
  }
}

async function watch(detector) {
  let last = "";
  let at = 0;
  for (;;) {
    const [found] = await detector.detect(picture).catch(() => []);
    const code = found?.rawValue ?? "";
    if (code && (code !== last || Date.now() - at > AGAIN)) {
      last = code;
      await enter(code);
      at = Date.now();
    }
    await new Promise((then) => setTimeout(then, EVERY));
  }
}

async function offer() {
  const formats = (await globalThis.BarcodeDetector?.getSupportedFormats?.()) ?? [];
  if (!formats.includes("qr_code") || !navigator.mediaDevices) return;
  camera.hidden = false;
  camera.querySelector("[data-camera-on]").addEventListener("click", async (event) => {
    try {
      picture.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      camera.hidden = true; // not allowed, or there is none: the field stays
      return;
    }
    event.target.closest("p").hidden = true;
    picture.hidden = false;
    await picture.play();
    watch(new BarcodeDetector({ formats: ["qr_code"] }));
  });
}

offer();
