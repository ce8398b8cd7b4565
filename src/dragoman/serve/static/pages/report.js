// What is pointed at in the text lights up beside it, and the other way round. Without this, the labels are plain links.
"use strict";

(() => {
  const text = document.querySelector("[data-reading]");
  if (!text) return;
  const keyed = new Map();
  for (const element of document.querySelectorAll("[data-key]")) {
    for (const key of element.dataset.key.split(" ")) {
      keyed.set(key, [...(keyed.get(key) || []), element]);
    }
  }
  let lit = [];

  function light(keys) {
    for (const element of lit) element.classList.remove("on");
    lit = keys.flatMap((key) => keyed.get(key) || []);
    for (const element of lit) element.classList.add("on");
  }

  const keysAt = (target) => target.closest?.("[data-key]")?.dataset.key.split(" ") ?? [];

  function show(event) {
    light(keysAt(event.target));
  }

  for (const name of ["mouseover", "focusin"]) document.addEventListener(name, show);

  // who goes through the findings by key sees the words of each
  document.addEventListener("focusin", (event) => {
    const finding = event.target.closest(".finding");
    const words = finding && document.getElementById(`at-${finding.dataset.key}`);
    if (words && matchMedia("(min-width: 60rem)").matches) words.scrollIntoView({ block: "center" });
  });

  text.addEventListener("click", (event) => {
    const [key] = keysAt(event.target).slice(-1);
    if (!key || event.target.closest("a") || String(getSelection())) return;
    document.getElementById(key)?.scrollIntoView({ block: "nearest" });
  });
})();
