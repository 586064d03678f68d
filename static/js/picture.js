// The picture in the form of a listing: a file that is too large is told before it is sent, another picture asks for
// consent again, and what was taken in while the writing went on is not sent twice. Without scripts the server does it.
const field = document.querySelector("#f-image");
const consent = document.querySelector("#f-image_consent");
const now = document.querySelector("[data-picture-now]");
const said = document.querySelector("[data-picture-said]");

field?.addEventListener("change", () => {
  const [file] = field.files;
  if (!file) return;
  said.textContent = "";
  if (file.size > Number(field.dataset.most)) {
    field.value = "";
    said.textContent = field.dataset.tooLarge;
    return;
  }
  consent.checked = false;
  consent.value = "now";
});

/** The file that is in the form at this moment: what `taken` is told afterwards. */
export const chosen = () => field?.files[0];

/** The server has answered: it keeps the picture under this path, or has refused the file. */
export function taken(file, path, shown) {
  if (!field || !file) return;
  if (field.files[0] === file) field.value = "";
  field.form.elements.image_url.value = path;
  now.hidden = !shown;
  const picture = now.querySelector("img");
  picture.removeAttribute("width");
  picture.removeAttribute("height");
  if (shown) picture.src = shown;
}
