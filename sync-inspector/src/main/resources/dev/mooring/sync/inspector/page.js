"use strict";

/* Everything that comes from the client is put in as text, never as markup. */

const $ = (id) => document.getElementById(id);

const TABS = {
  pending: {title: "Outbox", count: (c) => c.pending, hint: "What the server has not acknowledged, in the order in which it goes out.",
    empty: "Nothing waits: the server has acknowledged every write."},
  superseded: {title: "Superseded", count: (c) => c.superseded, loud: true,
    hint: "Lost against the server under the conflict policy, and taken back from the rows. Kept until somebody reissues or drops them.",
    empty: "Nothing was superseded."},
  quarantined: {title: "Refused", count: (c) => c.quarantined, loud: true,
    hint: "Refused for good. Later writes of the same key wait until somebody retries or drops them.",
    empty: "Nothing was refused."},
  aside: {title: "Set aside", count: (c) => c.setAside, loud: true,
    hint: "Rows of the server that the app's tables have no place for, or that could not be read. Each is tried again by itself.",
    empty: "No row is set aside."},
  log: {title: "Log", hint: "What the server is known to hold, in its order, as far as the log is kept.",
    empty: "There is no log here: the server keeps keys, or the client keeps no log, or nothing has come yet."},
  timeline: {title: "Timeline"},
};

const BUTTONS = {
  retry: {title: "Send it again?", yes: "Retry",
    words: "It is queued again as it is. Once it is sent, that cannot be taken back."},
  reissue: {title: "Write it again?", yes: "Reissue",
    words: "It is written into the app's rows again, on top of what is there now, and sent under a new id. Once it is sent, that cannot be taken back."},
  drop: {title: "Drop it for good?", yes: "Drop", danger: true,
    words: "It is forgotten here and never sent. This cannot be undone. Export first if you are not sure."},
};

let tab = "pending";
let from = 0;
let status = null;
let seen = 0;
let shownKey = "";

// ---- small things

function make(name, className, text) {
  const element = document.createElement(name);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

function count(number) {
  return number.toLocaleString("en");
}

function many(number, word) {
  return count(number) + " " + word + (number === 1 ? "" : "s");
}

function size(bytes) {
  if (bytes < 1000) return bytes + " B";
  if (bytes < 1e6) return (bytes / 1e3).toFixed(1) + " kB";
  return (bytes / 1e6).toFixed(1) + " MB";
}

function span(millis) {
  if (millis < 1000) return Math.max(0, Math.round(millis)) + " ms";
  const seconds = millis / 1000;
  if (seconds < 60) return seconds.toFixed(seconds < 10 ? 1 : 0) + " s";
  if (seconds < 3600) return Math.floor(seconds / 60) + " min";
  if (seconds < 172800) return Math.floor(seconds / 3600) + " h";
  return Math.floor(seconds / 86400) + " days";
}

function age(instant) {
  const millis = Date.now() - Date.parse(instant);
  return Math.abs(millis) < 1500 ? "now" : millis < 0 ? "in " + span(-millis) : span(millis) + " ago";
}

function time(instant) {
  const element = make("time", "", age(instant));
  element.dateTime = instant;
  element.title = stamp(instant);
  return element;
}

function stamp(instant) {
  return new Date(instant).toLocaleString("en-GB", {dateStyle: "medium", timeStyle: "medium"});
}

function clock(instant) {
  return new Date(instant).toLocaleTimeString("en-GB");
}

function put(parent, ...children) {
  parent.replaceChildren(...children);
}

async function ask(path, options) {
  const response = await fetch(path, options);
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

function trouble(error) {
  $("error").textContent = error instanceof TypeError
    ? "The inspector does not answer any more: the app has closed it, or has ended."
    : error.message;
  $("error").hidden = false;
}

let toastTimer = 0;
function toast(words) {
  $("toast").textContent = words;
  $("toast").hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { $("toast").hidden = true; }, 7000);
}

// ---- status

function fact(name, value) {
  const pair = make("div");
  pair.append(make("dt", "", name), make("dd", "", value));
  return pair;
}

function showStatus() {
  $("light").className = "light " + status.light;
  $("state").textContent = status.light + ", " + status.state;
  put($("warnings"), ...status.warnings.map((warning) => make("span", "badge", warning)));
  $("explain").textContent = status.explain;
  const counts = status.counts;
  const facts = [fact("In flight", count(counts.inFlight))];
  if (status.position >= 0) facts.push(fact("Position", count(status.position)));
  if (counts.heldBack > 0) facts.push(fact("Held back", count(counts.heldBack)));
  facts.push(fact("Server heard", status.heard ? age(status.heard) : "never"));
  facts.push(fact("Acknowledged", status.acknowledged ? age(status.acknowledged) : "never"));
  facts.push(fact("Pulled", status.pulled ? age(status.pulled) : "never"));
  if (status.pendingSince) facts.push(fact("Oldest waits since", age(status.pendingSince)));
  if (status.nextAttempt) facts.push(fact("Next attempt", age(status.nextAttempt)));
  facts.push(fact("Channel", status.channel));
  put($("facts"), ...facts);
  const running = status.running;
  $("running").hidden = !running;
  if (running) {
    $("running").textContent = "Under way: " + running.what
      + (running.sent > 0 ? " of " + many(running.sent, "mutation") + ", " + size(running.sentBytes) : "")
      + ", for " + span(Date.now() - Date.parse(running.since));
  }
  $("reveal-label").hidden = !status.payloads;
  $("export").hidden = !status.payloads;
  document.title = (counts.pending > 0 ? "(" + count(counts.pending) + ") " : "") + "Mooring inspector";
  for (const [name, about] of Object.entries(TABS)) {
    const badge = $("tab-" + name).querySelector(".count");
    if (!badge) continue;
    const number = about.count(counts);
    badge.textContent = count(number);
    badge.classList.toggle("some", Boolean(about.loud) && number > 0);
  }
}

// ---- tabs and pages

function makeTabs() {
  for (const [name, about] of Object.entries(TABS)) {
    const button = make("button", "", about.title);
    button.type = "button";
    button.id = "tab-" + name;
    button.dataset.tab = name;
    button.setAttribute("role", "tab");
    button.setAttribute("aria-controls", name === "timeline" ? "side" : "panel");
    if (about.count) button.append(make("span", "count", "–"));
    button.addEventListener("click", () => choose(name));
    $("tabs").append(button);
  }
  $("tabs").addEventListener("keydown", (event) => {
    const step = {ArrowRight: 1, ArrowLeft: -1}[event.key];
    if (!step) return;
    const names = Object.keys(TABS).filter((name) => $("tab-" + name).offsetParent !== null);
    const next = names[(names.indexOf(tab) + step + names.length) % names.length];
    choose(next);
    $("tab-" + next).focus();
  });
}

function choose(name) {
  tab = name;
  from = 0;
  shownKey = "";
  for (const each of Object.keys(TABS)) {
    const chosen = each === name;
    $("tab-" + each).setAttribute("aria-selected", String(chosen));
    $("tab-" + each).tabIndex = chosen ? 0 : -1;
  }
  $("panel").setAttribute("aria-labelledby", "tab-" + name);
  document.body.classList.toggle("timeline-only", name === "timeline");
  $("hint").textContent = TABS[name].hint || "";
  load();
}

async function load() {
  if (tab === "timeline") return;
  const asked = tab + " " + from;
  const reveal = $("reveal").checked ? "&payloads=1" : "";
  try {
    const page = await ask(tab + "?from=" + from + reveal);
    if (asked !== tab + " " + from) return; // Somebody has gone on meanwhile.
    const key = asked + reveal + JSON.stringify(page);
    if (key !== shownKey) {
      shownKey = key;
      show(page);
    }
    $("error").hidden = true;
  } catch (error) {
    trouble(error);
  }
}

function show(page) {
  const open = new Set([...document.querySelectorAll(".entries details[open]")].map((each) => each.dataset.of));
  const entries = page.entries.map((entry) => {
    const item = tab === "aside" ? asideEntry(entry) : tab === "log" ? logEntry(entry) : mutationEntry(entry);
    for (const details of item.querySelectorAll("details")) details.open = open.has(details.dataset.of);
    return item;
  });
  put($("entries"), ...entries);
  if (entries.length === 0) {
    $("entries").append(make("li", "empty", from > 0 ? "There is nothing behind this page any more." : TABS[tab].empty));
  }
  $("pages").hidden = from === 0 && page.next === null;
  $("first").disabled = from === 0;
  $("next").disabled = page.next === null;
  $("next").onclick = () => {
    from = page.next;
    load();
    window.scrollTo({top: $("tabs").offsetTop - 10});
  };
}

function head(entry, badge) {
  const line = make("div", "head");
  if (badge) line.append(make("span", "badge", badge));
  line.append(make("span", "name mono", entry.collection + (entry.key === "" ? "" : "/" + entry.key)));
  return line;
}

function mutationEntry(entry) {
  const item = make("li", "entry");
  const line = head(entry, entry.kind);
  if (entry.state === "in flight") line.append(make("span", "badge flying", "in flight"));
  line.append(time(entry.parkedAt || entry.at));
  item.append(line);
  if (entry.reason) item.append(make("p", "reason", entry.reason));
  if (entry.fields) compare(item, entry);
  item.append(more(entry, [
    ["Id", entry.id],
    ["Written", stamp(entry.at)],
    ["Payload", size(entry.bytes)],
    ...(entry.number === undefined ? [] : [["Place in the outbox", count(entry.number)]]),
  ]));
  if (status && status.buttons) {
    const buttons = {quarantined: ["retry", "drop"], superseded: ["reissue", "drop"]}[entry.state];
    if (buttons) {
      const row = make("p", "buttons");
      buttons.forEach((name) => {
        const button = make("button", BUTTONS[name].danger ? "danger" : "", BUTTONS[name].yes + "…");
        button.type = "button";
        button.addEventListener("click", () => press(name, entry));
        row.append(button);
      });
      item.append(row);
    }
  }
  return item;
}

function compare(item, entry) {
  const fields = entry.fields;
  const say = entry.deletes
    ? (entry.confirmed ? "Deletes the row that the server has." : "Deletes a row that the server is not known to have.")
    : entry.confirmed
      ? (fields.length === 0 ? "Says what the server has already." : "Changes the row that the server has.")
      : "The server is not known to have such a row.";
  const same = entry.same > 0 && !entry.deletes ? " " + many(entry.same, "field") + " stay as they are." : "";
  item.append(make("p", "what", say + same));
  if (fields.length === 0 || (entry.deletes && !("confirmed" in fields[0]))) return;
  const shown = fields.some((field) => "confirmed" in field);
  const table = make("table");
  if (shown) {
    const headRow = make("tr");
    ["Field", "At the server", "Written here"].forEach((title) => {
      const cell = make("th", "", title);
      cell.scope = "col";
      headRow.append(cell);
    });
    const tableHead = make("thead");
    tableHead.append(headRow);
    table.append(tableHead);
  }
  const body = make("tbody");
  for (const field of fields) {
    const row = make("tr");
    const name = make("th", "mono", field.name === "" ? "(the whole value)" : field.name);
    name.scope = "row";
    row.append(name);
    if (shown) {
      row.append(value("there", field.confirmed), value("here", field.written));
    } else {
      row.append(make("td", "", field.change));
    }
    body.append(row);
  }
  table.append(body);
  item.append(table);
  if (entry.more > 0) item.append(make("p", "what", "and " + many(entry.more, "field") + " more"));
}

function value(side, text) {
  return text === null ? make("td", side + " none", "–") : make("td", side + " value", text);
}

function more(entry, pairs) {
  const details = make("details");
  details.dataset.of = entry.id || String(entry.number);
  details.append(make("summary", "", "More"));
  const list = make("dl", "facts");
  pairs.forEach(([name, text]) => list.append(fact(name, text)));
  details.append(list);
  if ("payload" in entry) details.append(make("pre", "", entry.payload));
  return details;
}

function asideEntry(entry) {
  const item = make("li", "entry");
  const line = head(entry);
  if (entry.at) line.append(time(entry.at));
  item.append(line, make("p", "reason", entry.reason));
  if (entry.waitsFor) {
    const key = entry.waitsForKey ? "/" + entry.waitsForKey : "";
    item.append(make("p", "what", "It waits for " + entry.waitsFor + key + "."));
  }
  return item;
}

function logEntry(entry) {
  const item = make("li", "entry");
  const line = head(entry, entry.gone ? "gone" : entry.kind);
  line.append(make("time", "", "at " + count(entry.number)));
  item.append(line);
  item.append(more(entry, [
    ["From", entry.origin || "unknown"], ["Stamp", entry.stamp || "none"], ["Payload", size(entry.bytes)],
  ]));
  return item;
}

// ---- buttons

function confirmed(title, what, words, yes, danger) {
  const dialog = $("ask");
  $("ask-title").textContent = title;
  $("ask-what").textContent = what;
  $("ask-what").hidden = what === "";
  $("ask-words").textContent = words;
  $("ask-yes").textContent = yes;
  $("ask-yes").classList.toggle("danger", Boolean(danger));
  return new Promise((resolve) => {
    let answer = false;
    $("ask-yes").onclick = () => { answer = true; dialog.close(); };
    $("ask-no").onclick = () => dialog.close();
    dialog.onclose = () => resolve(answer);
    dialog.showModal();
  });
}

async function press(name, entry) {
  const about = BUTTONS[name];
  const what = entry.kind + " " + entry.collection + "/" + entry.key;
  if (!await confirmed(about.title, what, about.words, about.yes, about.danger)) return;
  try {
    const done = await ask(name, {method: "POST", body: "id=" + entry.id});
    toast(done.words);
  } catch (error) {
    toast(error instanceof TypeError ? "The inspector does not answer any more." : error.message);
  }
  refresh();
}

async function exportAll() {
  const words = "The file holds every payload in plain text: all that waits, all that is parked, and what the server had confirmed."
    + " Nothing changes here.";
  if (!await confirmed("Export to a file?", "", words, "Export", false)) return;
  const link = make("a");
  link.href = "export";
  link.download = "";
  link.click();
}

// ---- timeline

function timelineEntry(entry) {
  const item = make("li", entry.trouble ? "trouble" : "");
  const at = make("time", "", clock(entry.at));
  at.dateTime = entry.at;
  at.title = stamp(entry.at);
  const what = make("p", "what", entry.what);
  const moved = [];
  if (entry.sent > 0) moved.push("↑ " + count(entry.sent) + " · " + size(entry.sentBytes));
  if (entry.received > 0) moved.push("↓ " + count(entry.received) + " · " + size(entry.receivedBytes));
  if (moved.length > 0) what.append(" ", make("span", "", moved.join("  ")));
  item.append(at, what, make("span", "took", entry.millis === undefined ? "" : span(entry.millis)));
  if (entry.words) item.append(make("p", "words", entry.words));
  return item;
}

async function loadTimeline() {
  const news = await ask("timeline?since=" + seen);
  for (const entry of news.entries) {
    seen = entry.number;
    $("timeline").prepend(timelineEntry(entry));
  }
  while ($("timeline").childElementCount > 400) $("timeline").lastElementChild.remove();
}

// ---- once and again

async function refresh() {
  try {
    status = await ask("status");
    showStatus();
    await loadTimeline();
    await load();
  } catch (error) {
    trouble(error);
  }
}

async function goOn() {
  if (!document.hidden) await refresh();
  setTimeout(goOn, 2000);
}

makeTabs();
$("reveal").addEventListener("change", load);
$("export").addEventListener("click", exportAll);
$("first").addEventListener("click", () => { from = 0; load(); });
choose("pending");
goOn();
