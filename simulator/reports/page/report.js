"use strict";
// Dialogues of a report: a list with filters, each drawn when it is opened. Text is only ever set as text.
(() => {
  const { dialogues, tasks, items } = JSON.parse(document.getElementById("data").textContent);
  const list = document.getElementById("list");
  const form = document.getElementById("filter");
  const more = document.getElementById("more");
  const STEP = 50;
  const known = Object.keys(items).length > 0;
  const wordsOf = (name) => new Map([...form.elements[name].options].map((option) => [option.value, option.textContent]));
  const flags = wordsOf("flag");
  const outcomes = wordsOf("outcome");
  let matching = [];
  let shown = 0;

  function make(tag, className, text) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined) node.textContent = text;
    return node;
  }

  function label(item) {
    return items[item] ?? item;
  }

  function options(name, values) {
    form.elements[name].append(...[...new Set(values)].map((value) => make("option", "", value)));
  }

  // What the search looks through: built when it is first needed.
  const haystacks = [];
  function haystack(place) {
    if (haystacks[place] === undefined) {
      const talk = dialogues[place];
      const task = tasks[talk.t];
      const said = talk.x.flatMap((x) => [x.m, x.p ?? "", ...(x.c ?? []), ...(x.j ?? []), ...(x.i ?? []).map(label)]);
      haystacks[place] = [talk.t, task.user, ...task.wanted, ...said].join("\n").toLowerCase();
    }
    return haystacks[place];
  }

  function fits(talk, place, wanted) {
    return (!wanted.agent || talk.a === wanted.agent)
      && (!wanted.kind || tasks[talk.t].kind === wanted.kind)
      && (!wanted.outcome || talk.o === wanted.outcome)
      && (!wanted.flag || (talk.f ?? []).includes(wanted.flag))
      && wanted.words.every((word) => haystack(place).includes(word));
  }

  function filter() {
    const value = (name) => form.elements[name].value;
    const wanted = { agent: value("agent"), kind: value("kind"), outcome: value("outcome"), flag: value("flag"),
      words: value("text").toLowerCase().split(/\s+/).filter(Boolean) };
    matching = dialogues.map((_, place) => place).filter((place) => fits(dialogues[place], place, wanted));
    document.getElementById("found").textContent = matching.length === 1 ? "1 dialogue" : `${matching.length} dialogues`;
    list.replaceChildren();
    shown = 0;
    extend();
  }

  function extend() {
    list.append(...matching.slice(shown, shown + STEP).map(row));
    shown = Math.min(shown + STEP, matching.length);
    more.hidden = shown >= matching.length;
  }

  function row(place) {
    const talk = dialogues[place];
    const element = make("li", "talk");
    element.id = `d${place}`;
    const details = make("details");
    const summary = make("summary");
    summary.append(make("b", "", talk.a), make("span", "", tasks[talk.t].kind), make("span", "", `${talk.k ?? 0} replies`),
      make("span", `chip ${talk.ok ? "good" : ""}`, outcomes.get(talk.o)));
    if (talk.r !== undefined) summary.append(make("span", "", `rated ${talk.r}`));
    for (const flag of talk.f ?? []) summary.append(make("span", "chip warn", flags.get(flag)));
    details.append(summary);
    details.addEventListener("toggle", () => {
      if (details.open && details.children.length === 1) details.append(inside(talk));
    });
    element.append(details);
    return element;
  }

  function inside(talk) {
    const box = make("div", "inside");
    box.append(facts(talk));
    for (const exchange of talk.x) box.append(...turn(exchange, talk));
    if (talk.e) box.append(held([talk.e], "warn"));
    const others = dialogues.map((_, place) => place).filter((place) => dialogues[place] !== talk && dialogues[place].t === talk.t);
    if (others.length) {
      const line = make("p", "under", "The same task with: ");
      for (const place of others) {
        const link = make("a", "", `${dialogues[place].a}${dialogues[place].n ? ` (trial ${dialogues[place].n + 1})` : ""}`);
        link.href = `#d${place}`;
        line.append(link, " ");
      }
      box.append(line);
    }
    return box;
  }

  function facts(talk) {
    const task = tasks[talk.t];
    const found = make("dl", "facts");
    const add = (name, text) => { if (text) found.append(make("dt", "", name), make("dd", "", text)); };
    add("person", [task.user, ...task.groups].join(" · "));
    add("wants", task.wanted.join("; ") || (task.kind === "exploratory" ? "to look around" : ""));
    add("target", task.target);
    add("changes", task.change);
    add("temper", Object.entries(task.persona).map(([name, value]) => `${name.replaceAll("_", " ")} ${value}`).join(", "));
    add("worth", talk.u === undefined ? "" : `${talk.u} taken${talk.b === undefined ? "" : `, ${talk.b} at best`}`);
    add("task", `${talk.t}, trial ${(talk.n ?? 0) + 1}, session ${(talk.s ?? 0) + 1}`);
    return found;
  }

  function held(lines, kind) {
    const row = make("div", "held");
    row.append(...lines.map((line) => make("span", `chip ${kind}`, line)));
    return row;
  }

  function turn(exchange, talk) {
    const [satisfaction, frustration, fatigue] = exchange.h;
    const mood = `satisfied ${satisfaction}, frustrated ${frustration}, tired ${fatigue}`;
    const bad = exchange.j || exchange.d ? " bad" : "";
    const nodes = exchange.m ? [make("p", "said", exchange.m)] : [];
    nodes.push(make("p", "under mine", [...exchange.c, mood, ...(exchange.w ?? [])].join(" · ")));
    if (exchange.p !== undefined) nodes.push(make("p", `reply${bad}`, exchange.p));
    if (exchange.i) {
      const slate = make("ol", `slate${bad}`);
      for (const item of exchange.i) {
        slate.append(make("li", item === talk.y ? "taken" : known && items[item] === undefined ? "unknown" : "", label(item)));
      }
      nodes.push(slate);
    }
    const under = [];
    if (exchange.q) under.push(`asks about ${exchange.q.replaceAll("_", " ")}`);
    if (exchange.g) under.push(`gave up: ${exchange.g.join("; ")}`);
    if (exchange.z) under.push(`${exchange.z[0]} items meet what stands as said, ${exchange.z[1]} of those shown would be taken`);
    if (under.length) nodes.push(make("p", "under", under.join(" · ")));
    if (exchange.j) nodes.push(held(exchange.j, "warn"));
    if (exchange.d) nodes.push(held(exchange.d, "warn"));
    if (exchange.v) nodes.push(held(exchange.v, "good"));
    return nodes;
  }

  // A link to a dialogue that the filters hide shows it again.
  function open() {
    const place = /^#d(\d+)$/.exec(location.hash)?.[1];
    if (place === undefined || !dialogues[place]) return;
    if (!matching.includes(Number(place))) { form.reset(); filter(); }
    while (matching.indexOf(Number(place)) >= shown) extend();
    const element = document.getElementById(`d${place}`);
    element.querySelector("details").open = true;
    element.scrollIntoView();
    element.querySelector("summary").focus({ preventScroll: true });
  }

  options("agent", dialogues.map((talk) => talk.a));
  options("kind", dialogues.map((talk) => tasks[talk.t].kind).sort());
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  more.addEventListener("click", extend);
  window.addEventListener("hashchange", open);
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("a[href^='#d']")?.hash === location.hash) open();
  });
  filter();
  open();
})();
