// Keys and the theme. Everything here is also to be had without it, by links and forms.
"use strict";

(() => {
  const root = document.documentElement;
  const themes = { light: "dark", dark: "" };

  function theme(to) {
    if (to) root.dataset.theme = to;
    else delete root.dataset.theme;
    const age = to ? 31536000 : 0;
    document.cookie = `dragoman_theme=${to}; path=/; max-age=${age}; samesite=lax`;
    const button = document.querySelector("[data-theme-switch] button");
    const told = to || "as the system has it";
    button.value = next();
    button.title = `Theme: ${told}`;
    button.querySelector(".hidden").textContent = `Change the theme, which is ${told}`;
  }

  function next() {
    const now = root.dataset.theme;
    return now ? themes[now] : "light";
  }

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-theme-switch]")) return;
    event.preventDefault();
    theme(next());
  });

  // what j and k go through: the items of a list, each with its link
  const items = () => [...document.querySelectorAll("[data-item]")].filter((item) => item.offsetParent !== null);

  function step(by) {
    const all = items();
    if (!all.length) return;
    const now = all.findIndex((item) => item.contains(document.activeElement));
    const to = all[now < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(now + by, 0), all.length - 1)];
    (to.querySelector("a[href]") || to).focus({ preventScroll: true });
    to.scrollIntoView({ block: "nearest" });
  }

  const keys = {
    j: () => step(1),
    k: () => step(-1),
    t: () => document.querySelector("[data-theme-switch] button").click(),
    "/": () => document.getElementById("seek").focus(),
  };

  document.addEventListener("keydown", (event) => {
    const act = keys[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    act();
  });

  // a form that only filters is sent as soon as something is chosen
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-at-once]");
    if (form && event.target.matches("select, input[type=checkbox], input[type=radio], input[type=date]")) form.requestSubmit();
  });
})();
