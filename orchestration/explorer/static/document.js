// A document: kinds shown or not, and the words that an address (#e=, #f=, #m=, #w=) leads to, in view and explained.
"use strict";

const text = document.querySelector(".text");

for (const box of document.querySelectorAll(".kinds input")) {
  const apply = () => text.classList.toggle(`hide-${box.name}`, !box.checked);
  box.addEventListener("change", apply);
  apply();
}

// n and p: the places looked for, else those of one entity, else all that is marked and shown; a fact is one stop.
window.greffierStops = () => {
  const hidden = [...document.querySelectorAll(".kinds input:not(:checked)")].map((box) => box.name);
  const marks = [...text.querySelectorAll("mark")];
  const some = ["found", "about"].map((kind) => marks.filter((mark) => mark.classList.contains(kind)));
  const chosen = some.find((found) => found.length > 0);
  const shown = chosen || marks.filter((mark) => [...mark.classList].some((kind) =>
    ["name", "quote", "role", "contract", "relation"].includes(kind) && !hidden.includes(kind)));
  const seen = new Set();
  return shown.filter((mark) => {
    const names = (mark.dataset.of || "").split(" ");
    const isNew = names.some((name) => !seen.has(name));
    names.forEach((name) => seen.add(name));
    return isNew;
  });
};

function line(...parts) {
  const paragraph = document.createElement("p");
  paragraph.append(...parts);
  return paragraph;
}

async function explain(evidence) {
  const box = document.getElementById("why");
  const content = box.querySelector("div");
  const answer = await fetch(`/citations/${encodeURIComponent(evidence)}.json`);
  if (!answer.ok) { box.hidden = true; return; }
  const { citation: [told], others } = await answer.json();
  const item = document.querySelector(`.facts li[data-e="${CSS.escape(evidence)}"]`);
  const more = document.createElement("a");
  more.href = `/citations/${encodeURIComponent(evidence)}`;
  more.textContent = box.dataset.more.replace("#", others.length);
  const rule = document.createElement("code");
  rule.textContent = `${told.extractor} · ${told.pipeline_version}`;
  content.replaceChildren(line(told.text), line(rule), line(more));
  box.hidden = false;
  document.querySelectorAll(".facts li.chosen").forEach((old) => old.classList.remove("chosen"));
  if (item) item.classList.add("chosen");
}

function arrive() {
  text.querySelectorAll("mark.chosen").forEach((mark) => mark.classList.remove("chosen"));
  let name = decodeURIComponent(location.hash.slice(1));
  if (!/^[efmw]=/.test(name)) return;
  // A fact's address stands within that of its first words.
  if (name.startsWith("f=")) name = document.getElementById(name)?.closest('[id^="e="]')?.id ?? name;
  const pieces = [...text.querySelectorAll("mark[data-of]")].filter((mark) => mark.dataset.of.split(" ").includes(name));
  pieces.forEach((mark) => mark.classList.add("chosen"));
  if (pieces.length > 0) pieces[0].scrollIntoView({ block: "center" });
  if (name.startsWith("e=")) explain(name.slice(2));
}

window.addEventListener("hashchange", arrive);
if (location.hash) arrive();
else if (text.querySelector("mark.found")) text.querySelector("mark.found").scrollIntoView({ block: "center" });
