// What a page gains with a script: a search over its articles, and its height for the page that embeds it.
for (const input of document.querySelectorAll("input[data-search]")) {
  const form = input.form, told = form.querySelector("output");
  const items = [...document.querySelectorAll(input.dataset.search)];
  const texts = items.map((item) => item.textContent.toLowerCase());
  const find = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    items.forEach((item, i) => {
      item.hidden = !words.every((word) => texts[i].includes(word));
      shown += item.hidden ? 0 : 1;
    });
    told.textContent = words.length ? `${shown} of ${items.length}` : "";
  };
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  input.addEventListener("input", find);
}
// A static site leaves pictures of single scenarios to the browser: the drawing on a canvas, as PNG.
for (const link of document.querySelectorAll("a[data-png]")) {
  link.hidden = false;
  link.addEventListener("click", async (event) => {
    event.preventDefault();
    const drawing = link.closest("figure").querySelector("svg");
    const text = new XMLSerializer().serializeToString(drawing);
    const picture = new Image();
    picture.src = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
    await picture.decode();
    const canvas = document.createElement("canvas");
    canvas.width = 880;
    canvas.height = Math.round((880 * picture.naturalHeight) / picture.naturalWidth);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    URL.revokeObjectURL(picture.src);
    const saved = document.createElement("a");
    saved.href = URL.createObjectURL(await new Promise((done) => canvas.toBlob(done, "image/png")));
    saved.download = `${link.dataset.png}.png`;
    saved.click();
    setTimeout(() => URL.revokeObjectURL(saved.href), 1000);
  });
}
// Weights of a portfolio: their sum as they are typed, and a file of block,weight lines that fills them in.
for (const form of document.querySelectorAll("form[data-sum]")) {
  const fields = [...form.querySelectorAll("input[name]")], told = form.querySelector("output");
  const add = () => {
    const sum = fields.reduce((all, field) => all + (Number(field.value.replace(",", ".")) || 0), 0);
    told.textContent = `Together ${Number(sum.toFixed(6))}%`;
  };
  const file = form.querySelector(".file");
  file.hidden = false;
  file.querySelector("input").addEventListener("change", async (event) => {
    const lines = (await event.target.files[0].text()).split(/\r?\n/).map((line) => line.split(","));
    const sent = new Map(lines.map((cells) => [cells[0].trim(), (cells[1] || "").trim()]));
    for (const field of fields) field.value = sent.get(field.name) || "";
    add();
    const known = new Set(["", "block", ...fields.map((field) => field.name)]);
    const strange = [...sent.keys()].filter((name) => !known.has(name));
    if (strange.length) told.textContent = `Not taken: ${strange.join(", ")}`;
  });
  form.addEventListener("input", add);
  add();
}
if (document.body.classList.contains("embed") && window.parent !== window) {
  const tell = () => window.parent.postMessage({ moneygood: location.href, height: document.documentElement.scrollHeight }, "*");
  new ResizeObserver(tell).observe(document.body);
  tell();
}
