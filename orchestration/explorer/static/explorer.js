// What all pages share: the keyboard, copying, the help. Pages work without it.
"use strict";

const tell = (words) => { document.getElementById("told").textContent = words; };
const isTyping = (element) => element.closest("input:not([type=checkbox]), select, textarea, [contenteditable]") !== null;

// Marks that n and p step through: a page names its own, else results and quotes.
const STOPS = "[data-stop], .quote-card";
let stopAt = -1;

function step(by) {
  const stops = window.greffierStops ? window.greffierStops() : [...document.querySelectorAll(STOPS)];
  if (stops.length === 0) return;
  stopAt = (stopAt + by + stops.length) % stops.length;
  if (by < 0 && stopAt < 0) stopAt = stops.length - 1;
  const stop = stops[stopAt];
  const link = stop.matches("a") ? stop : stop.querySelector("a");
  (link || stop).focus({ preventScroll: true });
  stop.scrollIntoView({ block: "center" });
  document.querySelectorAll(".at").forEach((element) => element.classList.remove("at"));
  stop.classList.add("at");
  tell(`${stopAt + 1} / ${stops.length}`);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (isTyping(event.target)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const box = document.getElementById("q");
  const help = document.getElementById("help");
  if (event.key === "/") { event.preventDefault(); box.focus(); box.select(); }
  else if (event.key === "?") help.showModal();
  else if (help.open) return;
  else if (event.key === "n") step(1);
  else if (event.key === "p") step(stopAt < 0 ? 0 : -1);
});

async function copy(button) {
  const id = button.dataset.copyText;
  const text = id ? document.getElementById(id).textContent.trim()
    : (await (await fetch(button.dataset.copy)).json()).citation[0].text;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without a secure address there is no clipboard: the old way.
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  tell(text);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button && (button.dataset.copy || button.dataset.copyText)) copy(button);
  if (button && button.dataset.opens) document.getElementById(button.dataset.opens).showModal();
});
// Buttons that do nothing without this script are hidden without it.
for (const button of document.querySelectorAll("button[data-copy], button[data-copy-text], button[data-opens]")) button.hidden = false;
