// A form that says data-keep is saved quietly a while after somebody has stopped typing, and when the page is left.
// It works the same without this file: then its button saves. Files go with the button alone.
const form = document.querySelector("form[data-keep]");
const note = form?.querySelector("[data-kept]");
let waiting = 0;
let changed = false;

function said() {
  const facts = new FormData(form);
  for (const input of form.querySelectorAll("input[type=file]")) facts.delete(input.name);
  facts.set("quietly", "1");
  return facts;
}

async function keep() {
  clearTimeout(waiting);
  if (!changed) return;
  changed = false;
  const answer = await fetch(form.action, { method: "POST", body: said() }).catch(() => null);
  const kept = answer?.status === 204;
  if (!kept) changed = true;
  note.textContent = kept ? note.dataset.kept : note.dataset.lost;
}

form?.addEventListener("input", () => {
  changed = true;
  clearTimeout(waiting);
  waiting = setTimeout(keep, 4000);
});
form?.addEventListener("submit", () => {
  changed = false;
  clearTimeout(waiting);
});
addEventListener("pagehide", () => {
  if (changed) navigator.sendBeacon(form.action, said());
});
