// One tag puts a chart into any page: <script src="…/assets/pages/embed.js" data-chart="today/rate_10y" async></script>
const tag = document.currentScript;
const root = new URL("../../", tag.src);
const frame = document.createElement("iframe");
frame.src = new URL(`embed/${tag.dataset.chart}/`, root);
frame.title = tag.dataset.title || "Chart of moneygood";
frame.loading = "lazy";
frame.setAttribute("width", "100%");
frame.setAttribute("height", "420");
frame.setAttribute("frameborder", "0");
tag.after(frame);
window.addEventListener("message", (event) => {
  if (event.source === frame.contentWindow && event.data && Number.isFinite(event.data.height)) {
    frame.setAttribute("height", Math.min(Math.max(event.data.height, 100), 4000));
  }
});
