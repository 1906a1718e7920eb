"""The page's only script of its own: it fits and steers the report's frame, and refuses files that are too large.

Links in the frame lead to places in the frame; left to the browser, they would load the outer page into it.
"""

from typing import Final

SCRIPT: Final = """
window.plumblineFrame = (frame) => {
  const inner = frame.contentDocument;
  const fit = () => { frame.style.height = Math.ceil(inner.body.getBoundingClientRect().height) + "px"; };
  new ResizeObserver(fit).observe(inner.body);
  fit();
  inner.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link) return;
    event.preventDefault();
    const place = inner.getElementById(link.getAttribute("href").slice(1));
    if (!place) return;
    inner.querySelectorAll("[data-target]").forEach((old) => old.removeAttribute("data-target"));
    place.setAttribute("data-target", "");
    place.tabIndex = -1;
    place.focus({ preventScroll: true });
    place.scrollIntoView();
  });
};

const refuseLarge = (event) => {
  const note = document.getElementById("too-large");
  if (!note || !event.target.closest?.("#transcript")) return;
  const megabytes = Number(note.dataset.megabytes);
  const files = (event.dataTransfer ?? event.target).files ?? [];
  const large = [...files].find((file) => file.size > megabytes * 1024 * 1024);
  note.textContent = large
    ? `${large.name} has ${Math.round(large.size / 1024 / 1024)} MB, and a transcript may have ${megabytes}. ` +
      "Export the words without sound or pictures, as text or VTT, and choose that file."
    : "";
  if (!large) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (event.type === "change") event.target.value = "";
};
document.addEventListener("change", refuseLarge, true);
document.addEventListener("drop", refuseLarge, true);
"""
