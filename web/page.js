// Runs once for each part of the page (header, transcript, panel): `element` is the part, `trigger` reports a press
// to the server, `watch` tells when the part was redrawn. It knows nothing of what the buttons mean.

const narrow = () => window.matchMedia("(max-width: 900px)").matches;

const panelOpen = () => Boolean(document.querySelector("#side[data-open]"));

function showPanel(open) {
  document.querySelector("#side")?.toggleAttribute("data-open", open);
  for (const button of document.querySelectorAll("#top [data-act=panel]")) button.setAttribute("aria-expanded", open);
  if (narrow()) document.querySelector(open ? "#known .close" : "#top [data-act=panel]")?.focus();
}

element.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-act]");
  if (!button || !element.contains(button)) return;
  if (button.dataset.act === "panel") {
    showPanel(!panelOpen());
    return;
  }
  trigger("click", { ...button.dataset });
});

element.addEventListener("submit", (event) => {
  event.preventDefault();
  trigger("click", { ...Object.fromEntries(new FormData(event.target)), ...event.target.dataset });
});

const part = element.closest("#top, #transcript, #side");

if (part && part.id === "top") {
  element.querySelector("[data-act=panel]").setAttribute("aria-expanded", "false");
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && panelOpen()) showPanel(false);
  });
}

// A redraw takes the `open` of folded parts away; this remembers and gives it back.
const unfolded = new Set();
element.addEventListener("toggle", (event) => {
  const key = event.target.dataset.fold;
  if (!key) return;
  if (event.target.open) unfolded.add(key);
  else unfolded.delete(key);
}, true);

function unfold() {
  for (const fold of element.querySelectorAll("details[data-fold]")) fold.open = unfolded.has(fold.dataset.fold);
}

if (part && part.id === "side") {
  // The name stays with the tab, so that a reload goes on in it; closing the tab ends that.
  const kept = "parley-name";
  const before = sessionStorage.getItem(kept);
  if (before) trigger("click", { act: "person", name: before });
  let whose = "";
  watch(["value"], () => {
    const user = element.querySelector(".you")?.dataset.user ?? "";
    if (user !== whose) unfolded.clear();
    whose = user;
    if (user) sessionStorage.setItem(kept, user);
    else sessionStorage.removeItem(kept);
    unfold();
  });
  watch(["document"], () => {
    if (!props.document) return;
    const { name, text } = JSON.parse(props.document);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });
}

if (part && part.id === "transcript") {
  let last = "";
  let hiding = 0;
  watch(["value", "live", "status", "tone"], () => {
    unfold();

    const turns = element.querySelectorAll(".turn");
    const newest = turns.length ? turns[turns.length - 1] : null;
    const number = newest ? newest.dataset.turn : "";
    if (number !== last) {
      last = number;
      if (newest) newest.scrollIntoView({ block: "start" });
      else window.scrollTo(0, 0);
    }

    const toast = element.querySelector(".toast");
    clearTimeout(hiding);
    toast.classList.remove("over");
    hiding = setTimeout(() => toast.classList.add("over"), toast.classList.contains("failed") ? 8000 : 2500);
  });
}
