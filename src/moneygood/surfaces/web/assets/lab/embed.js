// One tag puts the lab into any page: <script src="…/lab/lab/embed.js" data-link="s=ai-disappoints" async></script>
{
  const tag = document.currentScript;
  const frame = document.createElement("iframe");
  frame.src = new URL(`../index.html?embed#${(tag.dataset.link || "").replace(/^#/, "")}`, tag.src);
  frame.title = tag.dataset.title || "Lab of moneygood: move a lever and see the model's futures redraw";
  frame.loading = "lazy";
  frame.allow = "clipboard-write";
  frame.style.cssText = "width:100%;height:900px;border:0";
  tag.after(frame);
  addEventListener("message", (event) => {
    if (event.source === frame.contentWindow && Number.isFinite(event.data?.height)) {
      frame.style.height = `${Math.min(Math.max(event.data.height, 200), 6000)}px`;
    }
  });
}
