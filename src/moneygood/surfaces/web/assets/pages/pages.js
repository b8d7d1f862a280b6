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
if (document.body.classList.contains("embed") && window.parent !== window) {
  const tell = () => window.parent.postMessage({ moneygood: location.href, height: document.documentElement.scrollHeight }, "*");
  new ResizeObserver(tell).observe(document.body);
  tell();
}
