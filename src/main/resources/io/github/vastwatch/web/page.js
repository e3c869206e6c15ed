"use strict";
(() => {
  const main = document.getElementById("main");

  // Ages grow while the page is open, and say when they are stale.
  function span(seconds) {
    if (seconds < 120) return seconds + " s";
    if (seconds < 3600) return Math.floor(seconds / 60) + " min";
    const minutes = Math.floor(seconds / 60);
    if (minutes < 2880) return Math.floor(minutes / 60) + " h" + (minutes % 60 ? " " + (minutes % 60) + " min" : "");
    const hours = Math.floor(minutes / 60) % 24;
    return Math.floor(minutes / 1440) + " d" + (hours ? " " + hours + " h" : "");
  }
  function age() {
    const now = Date.now();
    for (const time of document.querySelectorAll("time.age")) {
      const seconds = Math.round((now - Date.parse(time.dateTime)) / 1000);
      const limit = Number(time.dataset.stale);
      const stale = limit > 0 && seconds > limit;
      const text = seconds < 0 ? "in " + span(-seconds) : span(seconds) + " ago";
      time.textContent = stale ? text + " · stale" : text;
      time.classList.toggle("stale", stale);
    }
  }
  setInterval(age, 1000);

  // A poll changed something: the live parts of this page are fetched again.
  let fetching = false;
  let again = false;
  async function refresh() {
    if (fetching) { again = true; return; }
    fetching = true;
    try {
      const answer = await fetch(location.href, {headers: {Accept: "text/html"}});
      if (answer.ok) {
        const next = new DOMParser().parseFromString(await answer.text(), "text/html");
        for (const part of document.querySelectorAll("[data-live]")) {
          const fresh = next.getElementById(part.id);
          if (fresh && !part.contains(document.activeElement)) {
            const at = part.querySelector("tr.at");
            const index = at ? [...part.querySelectorAll("[data-row]")].indexOf(at) : -1;
            part.replaceChildren(...fresh.childNodes);
            part.className = fresh.className;
            if (index >= 0) part.querySelectorAll("[data-row]")[index]?.classList.add("at");
          }
        }
        document.dispatchEvent(new Event("refreshed"));
        age();
      }
    } catch {
      // The next event tries again; the ages show that nothing is new.
    } finally {
      fetching = false;
      if (again) { again = false; refresh(); }
    }
  }
  if (document.querySelector("[data-live]")) {
    const events = new EventSource("/events");
    events.addEventListener("poll", refresh);
    // Too many pages are open: look by itself.
    events.onerror = () => { if (events.readyState === EventSource.CLOSED) setInterval(refresh, 30000); };
  }

  // Keys: / filters, j and k move, Enter opens.
  document.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) return;
    if (event.key === "/") {
      const filter = document.querySelector("input[type=search]");
      if (filter) { filter.focus(); filter.select(); event.preventDefault(); }
      return;
    }
    const rows = [...main.querySelectorAll("[data-row]")];
    const at = rows.findIndex(row => row.classList.contains("at"));
    if ((event.key === "j" || event.key === "k") && rows.length) {
      const to = Math.min(rows.length - 1, Math.max(0, at + (event.key === "j" ? 1 : -1)));
      if (at >= 0) rows[at].classList.remove("at");
      rows[to].classList.add("at");
      rows[to].scrollIntoView({block: "nearest"});
    } else if (event.key === "Enter" && at >= 0 && event.target === document.body) {
      rows[at].querySelector("a")?.click();
    }
  });

  // Copies what a button names.
  document.addEventListener("click", async event => {
    const button = event.target.closest("button[data-copy]");
    if (!button) return;
    const before = button.textContent;
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Not copied";
    }
    setTimeout(() => { button.textContent = before; }, 1500);
  });
})();
