// A form that says data-keep is saved quietly a while after somebody has stopped typing, and when the page is left.
// It works the same without this file: then its button saves. Files go with the button alone.
// Where two people may write at once, the form has an input "revision", and each answer tells the next one.
const form = document.querySelector("form[data-keep]");
const note = form?.querySelector("[data-kept]");
let waiting = 0;
let changed = false;
let saving = null;

function said() {
  const facts = new FormData(form);
  for (const input of form.querySelectorAll("input[type=file]")) facts.delete(input.name);
  facts.set("quietly", "1");
  return facts;
}

function later() {
  changed = true;
  clearTimeout(waiting);
  waiting = setTimeout(keep, 4000);
}

async function keep() {
  clearTimeout(waiting);
  if (!changed || saving) return;
  changed = false;
  saving = fetch(form.action, { method: "POST", body: said() }).catch(() => null);
  const answer = await saving;
  saving = null;
  const kept = answer?.status === 204;
  const revision = answer?.headers.get("X-Revision");
  if (kept && revision) form.elements.revision.value = revision;
  note.textContent = kept ? note.dataset.kept : (answer?.status === 409 && note.dataset.stale) || note.dataset.lost;
  if (kept && changed) later();
  if (!kept) changed = true;
}

form?.addEventListener("input", later);
form?.addEventListener("submit", async (event) => {
  changed = false;
  clearTimeout(waiting);
  if (!saving) return;
  event.preventDefault(); // what is on its way arrives first: nobody is told to have been slower than oneself
  await saving;
  form.requestSubmit(event.submitter);
});
addEventListener("pagehide", () => {
  if (changed) navigator.sendBeacon(form.action, said());
});
