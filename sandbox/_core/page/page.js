// Copyright (c) boxfleet contributors
// GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

// Keeps the page true: asks for what has changed since it last asked, and renders that alone. It asks again only when
// it has rendered, so it cannot fall behind: what happened meanwhile comes in one answer.

const MOST_CALLS = 100;
const NEWS_MS = 5000;
const RETRY_MS = 2000;
const COLUMNS = { things: ["name", "state", "price", "addresses"], calls: ["time", "verb", "target", "status"] };

const find = (selector) => document.querySelector(selector);
const body = document.body;
const things = find("#things table");
const calls = find("#calls tbody");
const pause = find("#pause");
const calm = matchMedia("(prefers-reduced-motion: reduce)");

const rows = new Map([...things.querySelectorAll("tr[data-key]")].map((row) => [row.dataset.key, row]));
const groups = new Map([...things.tBodies].map((group) => [group.dataset.kind, group]));
let since = body.dataset.since;
let timer = 0;
let asking = false;
let saidAt = 0;

function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function made(tag, className, text = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

// Things

function group(kind) {
  if (!groups.has(kind)) {
    const heading = made("th", "", `${kind} `);
    heading.scope = "rowgroup";
    heading.colSpan = COLUMNS.things.length;
    heading.append(made("span", ""));
    const row = made("tr", "kind");
    row.append(heading);
    const part = things.createTBody();
    part.dataset.kind = kind;
    part.append(row);
    groups.set(kind, part);
  }
  return groups.get(kind);
}

function newRow(thing) {
  const row = made("tr", "");
  row.dataset.key = thing.key;
  COLUMNS.things.forEach((column, place) => row.append(made(place ? "td" : "th", column)));
  row.firstChild.scope = "row";
  rows.set(thing.key, row);
  group(thing.kind).append(row);
  return row;
}

function showThing(thing) {
  const row = rows.get(thing.key) ?? newRow(thing);
  thing.cells.forEach((text, place) => setText(row.children[place], text));
  row.classList.toggle("busy", thing.busy);
  if (!calm.matches) row.animate([{ backgroundColor: "color-mix(in srgb, var(--accent) 25%, transparent)" }, {}], 1200);
}

function dropThing(key) {
  rows.get(key)?.remove();
  rows.delete(key);
}

function showKinds(kinds) {
  const named = new Set(kinds.map(([kind]) => kind));
  for (const [kind, part] of groups) {
    if (!named.has(kind)) {
      part.remove();
      groups.delete(kind);
    }
  }
  // in the order in which they are told
  let before = things.tHead;
  for (const [kind, summary] of kinds) {
    const part = group(kind);
    setText(part.querySelector("span"), summary);
    if (before.nextElementSibling !== part) before.after(part);
    before = part;
  }
}

function showThings(told) {
  if (told.fresh) [...rows.keys()].forEach(dropThing);
  told.gone.forEach(dropThing);
  told.things.forEach(showThing);
  showKinds(told.kinds);
  if (told.fresh) things.classList.add("unpriced");
  if (told.things.some((thing) => thing.cells[2])) things.classList.remove("unpriced");
  find("#nothing").hidden = rows.size > 0;
}

// Calls, the newest first

function callRow(call) {
  const row = made("tr", call.bad ? "bad" : "");
  row.dataset.number = call.number;
  COLUMNS.calls.forEach((column, place) => row.append(made("td", column, call.cells[place])));
  return row;
}

function showCalls(told) {
  if (told.fresh) calls.replaceChildren();
  calls.prepend(...told.calls.map(callRow));
  const isOld = (row) => row && (calls.rows.length > MOST_CALLS || Number(row.dataset.number) < told.first_call);
  while (isOld(calls.lastElementChild)) calls.lastElementChild.remove();
  setText(find("#made"), String(told.calls_made));
}

// All of it

function showFaults(faults) {
  const list = find("#faults");
  if ([...list.children].map((item) => item.textContent).join("\n") === faults.join("\n")) return;
  list.replaceChildren(...faults.map((fault) => made("li", "", fault)));
}

function show(told) {
  showThings(told);
  showCalls(told);
  showFaults(told.faults);
  setText(find("#clock"), told.clock[0]);
  setText(find("#ahead"), told.clock[1]);
  sayNews(told);
  since = told.since;
  body.dataset.since = since;
}

// For who listens: how things stand, now and then.
function sayNews(told) {
  if (Date.now() - saidAt < NEWS_MS) return;
  saidAt = Date.now();
  setText(find("#news"), told.kinds.map(([kind, summary]) => `${kind} ${summary}.`).join(" "));
}

function say(text) {
  setText(find("#status"), text);
}

// Asking

const isPaused = () => pause.getAttribute("aria-pressed") === "true";

function askIn(milliseconds) {
  clearTimeout(timer);
  if (!isPaused() && !document.hidden) timer = setTimeout(ask, milliseconds);
}

async function ask() {
  if (asking) return;
  asking = true;
  let wait = RETRY_MS;
  try {
    const answer = await fetch(`${body.dataset.changes}?since=${encodeURIComponent(since)}`);
    if (answer.status === 401) return location.reload();
    const told = await answer.json();
    show(told);
    wait = told.wait;
    if (find("#status").dataset.lost) say("Following");
    delete find("#status").dataset.lost;
  } catch (problem) {
    console.error(problem);
    say("The sandbox does not answer. Trying again …");
    find("#status").dataset.lost = "yes";
  } finally {
    asking = false;
    askIn(wait);
  }
}

async function press(event) {
  event.preventDefault();
  const form = event.target;
  const words = `${form.querySelector("legend").textContent}: ${event.submitter.textContent}`;
  try {
    const sent = new URLSearchParams(new FormData(form, event.submitter));
    const answer = await fetch(form.action, { method: "POST", body: sent, headers: { Accept: "application/json" } });
    const said = await answer.json();
    say(answer.ok ? `${words}: done` : `${words}: ${said.error}`);
  } catch {
    say(`${words}: the sandbox does not answer`);
  }
  ask();
}

pause.hidden = false;
pause.addEventListener("click", () => {
  pause.setAttribute("aria-pressed", String(!isPaused()));
  say(isPaused() ? "Paused" : "Following");
  askIn(0);
});
document.addEventListener("submit", press);
document.addEventListener("visibilitychange", () => askIn(0));
say("Following");
askIn(0);
