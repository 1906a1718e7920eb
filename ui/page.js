// The page's own script: the notice, what the browser keeps, where the focus goes, the report's frame, files too large.
// What is judged, asked and shown comes from the server; without it this keeps what was typed.
(() => {
  const kept = {
    get: (name) => { try { return JSON.parse(localStorage.getItem(`plumbline.${name}`)); } catch { return null; } },
    set: (name, value) => { try { localStorage.setItem(`plumbline.${name}`, JSON.stringify(value)); } catch { /* full or forbidden */ } },
  };
  const find = (selector) => document.querySelector(selector);
  const touch = () => matchMedia("(pointer: coarse)").matches;

  // A random secret of 128 bits, made once; whoever holds it owns this browser's practices.
  const owner = () => {
    let secret = kept.get("secret");
    if (!/^[0-9a-f]{32}$/.test(secret)) {
      const bytes = crypto.getRandomValues(new Uint8Array(16));
      secret = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
      kept.set("secret", secret);
    }
    return secret;
  };

  // What was typed and not sent, by the id of its interview or practice. It is put back when another one comes on the
  // screen, and nothing is kept before that.
  const onScreen = {};
  const restore = (workspace, id) => {
    if (onScreen[workspace] === id) return undefined;
    onScreen[workspace] = id;
    return id ? kept.get("drafts")?.[id] ?? "" : undefined;
  };
  const keep = (workspace, id, text) => {
    if (!id || onScreen[workspace] !== id) return;
    const { [id]: _, ...drafts } = kept.get("drafts") ?? {};
    kept.set("drafts", text ? { ...drafts, [id]: text } : drafts);
  };

  // Focus goes to what is new, unless the person is typing.
  const focusOn = (element, block = "nearest") => {
    if (!element) return;
    element.focus({ preventScroll: true });
    element.scrollIntoView({ block, behavior: "instant" });
  };
  const typing = (box) => document.activeElement === box && box.value !== "";
  const retry = (workspace) => find(`#retry-${workspace}`)?.checkVisibility() && find(`#retry-${workspace}`);
  const toCards = () => {
    if (retry("interview")) focusOn(retry("interview"));
    else if (!typing(find("#say textarea"))) focusOn(find("#cards .card h3") ?? find("#say textarea"));
  };
  let pressed = "";
  document.addEventListener("click", (event) => { pressed = event.target.closest?.("#cards [data-do]")?.dataset.do ?? pressed; });
  const afterCard = () => {
    if (pressed === "ask") focusOn(touch() ? find("#asked") : find("#say textarea"));
    else toCards();
  };
  const toQuestion = () => {
    const box = find("#answer textarea");
    box?.setAttribute("aria-describedby", "question");
    if (retry("practice")) return focusOn(retry("practice"));
    if (typing(box)) return;
    find("#practise-bar")?.scrollIntoView({ block: "start" });
    (box?.offsetParent && !touch() ? box : find("#question"))?.focus({ preventScroll: true });
  };

  // Times are written in the browser's own time zone.
  const localTimes = (element) => element.querySelectorAll("time").forEach((time) => {
    time.textContent = new Date(time.dateTime).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
  });

  // The report's frame: links in it lead to places in it; left to the browser, they would load the outer page into it.
  const frame = (element) => {
    const inner = element.contentDocument;
    const fit = () => { element.style.height = `${Math.ceil(inner.body.getBoundingClientRect().height)}px`; };
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

  // An interview that was begun elsewhere in the page is looked at where interviews are.
  const toInterview = () => {
    [...document.querySelectorAll("[role=tab]")].find((tab) => tab.textContent.trim() === "Interview")?.click();
  };

  window.plumbline = { owner, restore, keep, toCards, afterCard, toQuestion, toInterview, localTimes, frame };

  // The notice: `page.css` shows it until the document says `noticed`, and while it says `notice-open`.
  const page = document.documentElement.classList;
  if (kept.get("noticed")) page.add("noticed");
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-notice]");
    if (!button) return;
    if (button.dataset.notice === "accept") kept.set("noticed", 1);
    page.toggle("noticed", Boolean(kept.get("noticed")) || button.dataset.notice === "accept");
    page.toggle("notice-open", button.dataset.notice === "open");
    if (button.dataset.notice === "open") focusOn(find("#notice"), "start");
    else (find("[role=tab][aria-selected=true]") ?? find(".masthead button"))?.focus();
  });

  // Deleted with its draft.
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-do=delete]");
    if (!button) return;
    const all = button.closest(".past")?.querySelectorAll("[data-do=open]") ?? [];
    const gone = button.dataset.key ? [button.dataset.key] : [...all].map((each) => each.dataset.key);
    const drafts = Object.entries(kept.get("drafts") ?? {}).filter(([id]) => !gone.includes(id));
    kept.set("drafts", Object.fromEntries(drafts));
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !event.target.closest?.("#answer")) return;
    event.preventDefault();
    find("#send-answer")?.click();
  });

  const refuseLarge = (event) => {
    const asked = event.target.closest?.("#transcript, #team-files");
    const note = asked && find(asked.id === "transcript" ? "#too-large" : "#team-too-large");
    if (!note) return;
    const megabytes = Number(note.dataset.megabytes);
    const files = (event.dataTransfer ?? event.target).files ?? [];
    const large = [...files].find((file) => file.size > megabytes * 1024 * 1024);
    note.textContent = large
      ? `${large.name} has ${Math.round(large.size / 1024 / 1024)} MB, and it may have ${megabytes}. ` +
        (asked.id === "transcript"
          ? "Export the words without sound or pictures, as text or VTT, and choose that file."
          : "Split it, or leave out its pictures, and choose that.")
      : "";
    if (!large) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.type === "change") event.target.value = "";
  };
  document.addEventListener("change", refuseLarge, true);
  document.addEventListener("drop", refuseLarge, true);
})();
