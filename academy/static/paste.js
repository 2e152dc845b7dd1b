// Never needed: data-rich takes formatted text as Markdown, data-shrink makes photographs smaller, and data-words
// names what holds an <output> for the number of words.
{
  const asked = async (area, html) => {
    const answer = await fetch(area.dataset.rich, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": area.form.elements.csrf_token.value },
      body: JSON.stringify({ html: html.replace(/data:image\/[^"'\s)>]+/g, "") }),
      signal: AbortSignal.timeout(1e4),
    });
    return answer.json();
  };

  const insert = (area, text) => {
    const before = area.value.slice(0, area.selectionStart);
    const after = area.value.slice(area.selectionEnd);
    if (/\n|^(#|- |\d+[.)] |\||>)/.test(text)) {
      if (before) text = "\n".repeat(2 - /\n{0,2}$/.exec(before)[0].length) + text;
      if (after) text += "\n".repeat(2 - /^\n{0,2}/.exec(after)[0].length);
    }
    area.focus();
    if (document.execCommand("insertText", false, text)) return;
    area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const status = (area) => {
    const ids = area.getAttribute("aria-describedby")?.split(" ") ?? [];
    const found = ids.map((id) => document.getElementById(id)).find((one) => one?.matches("[role=status]"));
    if (!found) area.after(document.createElement("output"));
    return found ?? area.nextSibling;
  };

  for (const area of document.querySelectorAll("textarea[data-rich]")) {
    const told = status(area);
    area.addEventListener("paste", async (event) => {
      const [html, plain] = ["text/html", "text/plain"].map((kind) => event.clipboardData.getData(kind));
      if (!html) return;
      event.preventDefault();
      const said = await asked(area, html).catch(() => null);
      insert(area, said?.text ?? plain);
      told.textContent = said?.warnings?.join(" ") ?? "";
    });
  }

  const shrunk = async (file) => {
    if (!/^image\/(?!svg|gif)/.test(file.type)) return file;
    const image = await createImageBitmap(file);
    const part = Math.min(1, 2000 / Math.max(image.width, image.height));
    const known = /jpeg|png|webp/.test(file.type);
    if (known && part === 1 && file.size < 1e6) return file;
    const [width, height] = [image.width, image.height].map((side) => Math.ceil(side * part));
    const canvas = new OffscreenCanvas(width, height);
    const pen = canvas.getContext("2d");
    pen.fillStyle = "white";
    pen.fillRect(0, 0, width, height);
    pen.imageSmoothingQuality = "high";
    pen.drawImage(image, 0, 0, width, height);
    const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.85 });
    if (known && blob.size >= file.size) return file;
    return new File([blob], `${file.name.replace(/\.\w+$/, "")}.jpg`, { type: blob.type });
  };

  const shrink = async (input) => {
    const chosen = [...input.files];
    const sent = new DataTransfer();
    for (const file of chosen) sent.items.add(await shrunk(file).catch(() => file));
    if (chosen.every((file, place) => file === input.files[place])) input.files = sent.files;
  };

  for (const input of document.querySelectorAll("input[data-shrink]")) {
    let waiting = null;
    input.addEventListener("change", async () => {
      const mine = (waiting = shrink(input).catch(() => null));
      await mine;
      if (mine === waiting) waiting = null;
    });
    input.form?.addEventListener("submit", async (event) => {
      if (!waiting) return;
      event.preventDefault();
      await waiting;
      input.form.requestSubmit(event.submitter);
    });
  }

  for (const area of document.querySelectorAll("textarea[data-words]")) {
    const output = document.querySelector(`[id="${area.dataset.words}"] output`);
    const count = () => (output.value = area.value.match(/[^\s|]*[\p{L}\p{N}][^\s|]*/gu)?.length ?? 0);
    if (!output) continue;
    let soon = 0;
    area.addEventListener("input", () => {
      clearTimeout(soon);
      soon = setTimeout(count, 500);
    });
    count();
  }
}
