// Passkeys: asks the server what to ask the device for, hands the device's answer back in a plain form.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const known = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

async function asked(form) {
  const answer = await fetch(form.dataset.asked, {
    method: "POST",
    headers: { "X-CSRFToken": form.elements.csrf_token.value },
  });
  if (!answer.ok) throw new Error(answer.status);
  const options = await answer.json();
  options.challenge = bytes(options.challenge);
  return options;
}

async function made(form) {
  const publicKey = await asked(form);
  publicKey.user.id = bytes(publicKey.user.id);
  publicKey.excludeCredentials = known(publicKey.excludeCredentials);
  const passkey = await navigator.credentials.create({ publicKey });
  return { passkey, response: { attestationObject: text(passkey.response.attestationObject) } };
}

async function used(form) {
  const publicKey = await asked(form);
  publicKey.allowCredentials = known(publicKey.allowCredentials);
  const passkey = await navigator.credentials.get({ publicKey });
  const { authenticatorData, signature, userHandle } = passkey.response;
  const response = { authenticatorData: text(authenticatorData), signature: text(signature) };
  if (userHandle) response.userHandle = text(userHandle);
  return { passkey, response };
}

async function send(form) {
  const { passkey, response } = await (form.dataset.passkey === "make" ? made(form) : used(form));
  response.clientDataJSON = text(passkey.response.clientDataJSON);
  const answer = { id: passkey.id, rawId: text(passkey.rawId), type: passkey.type, response };
  form.elements.answer.value = JSON.stringify(answer);
  form.submit();
}

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const problem = form.querySelector("[data-problem]");
      problem.hidden = true;
      send(form).catch(() => (problem.hidden = false));
    });
  }
}
