// Pages and filters the table of all hits. Its data lie compressed in templates; text goes onto the page as text only.
(() => {
  const section = document.getElementById("hits");
  const packed = section && section.querySelector("template.index");
  if (!packed || typeof DecompressionStream === "undefined") return;
  const SHOWN = 50;
  const blocks = [...section.querySelectorAll("template.records")];
  const browser = section.querySelector(".browser");
  const body = browser.querySelector("tbody");
  const told = browser.querySelector("output");
  const control = (name) => browser.querySelector(`[name=${name}]`);
  const [words, outcome, host, rule] = ["words", "outcome", "host", "rule"].map(control);
  let index, chosen, place = 0, asked = 0;

  const unpack = async (template) => {
    const letters = atob(template.content.textContent);
    const bytes = new Uint8Array(letters.length);
    for (let at = 0; at < letters.length; at++) bytes[at] = letters.charCodeAt(at);
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).text();
  };
  const unpacked = new Map();
  const block = async (number) => {
    if (!unpacked.has(number)) {
      if (unpacked.size > 40) unpacked.delete(unpacked.keys().next().value);
      unpacked.set(number, (await unpack(blocks[number])).split("\n"));
    }
    return unpacked.get(number);
  };
  const made = (tag, text, parent) => {
    const element = document.createElement(tag);
    if (text !== undefined) element.textContent = text;
    if (parent) parent.append(element);
    return element;
  };

  const record = (cell, [places, held, fields]) => {
    const details = made("details", undefined, cell);
    made("summary", places[0] || "no record", details);
    for (const other of places.slice(1)) made("p", other, details);
    if (held.length) {
      made("p", "What held:", details);
      const list = made("ul", undefined, details);
      for (const [field, test, value] of held) {
        made("code", value, made("li", `${field} ${test} `, list));
      }
    }
    if (fields === null) made("p", "The record is in hits.jsonl.", details);
    const names = new Set(held.map(([field]) => field));
    const table = fields && fields.length ? made("table", undefined, details) : null;
    for (const [name, value] of fields || []) {
      const row = made("tr", undefined, table);
      if (names.has(name)) row.className = "matched";
      made("th", name, row).scope = "row";
      const shown = made("td", undefined, row);
      shown.className = "record";
      made("bdi", value, shown);
    }
  };

  const row = (number, entry) => {
    const [title, level] = index.rules[index.rule[number]];
    const [css, anchor] = index.findings[index.finding[number]];
    const line = made("tr");
    made("td", index.time[number] || "no time", line);
    const cell = made("td", undefined, line);
    if (css) {
      const link = made("a", index.outcomes[css][0], cell);
      link.className = `mark ${css}`;
      link.href = `#${anchor}`;
    } else {
      cell.textContent = "kept, not counted";
    }
    made("bdi", index.hosts[index.host[number]] || "not known", made("td", undefined, line));
    made("bdi", `${title} (${level})`, made("td", undefined, line));
    const last = made("td", undefined, line);
    last.className = "hit";
    record(last, entry);
    return line;
  };

  const draw = async () => {
    const turn = asked;
    const numbers = chosen.slice(place, place + SHOWN);
    const lines = [];
    for (const number of numbers) {
      const entries = await block(Math.floor(number / index.block));
      lines.push(row(number, JSON.parse(entries[number % index.block])));
    }
    if (turn !== asked) return;
    body.replaceChildren(...lines);
    const until = Math.min(place + SHOWN, chosen.length).toLocaleString("en");
    const all = chosen.length.toLocaleString("en");
    told.textContent = chosen.length ? `${(place + 1).toLocaleString("en")} to ${until} of ${all} hits` : "no such hit";
    control("first").disabled = control("back").disabled = place === 0;
    control("next").disabled = control("last").disabled = place + SHOWN >= chosen.length;
  };

  const choose = async () => {
    const turn = ++asked;
    const wanted = words.value.toLowerCase();
    const found = [];
    for (let number = 0; number < index.time.length; number++) {
      const [css] = index.findings[index.finding[number]];
      if ((!outcome.value || css === outcome.value) && (!host.value || index.host[number] === +host.value) &&
          (!rule.value || index.rule[number] === +rule.value)) found.push(number);
    }
    if (!wanted) {
      chosen = found;
    } else {
      chosen = [];
      const quoted = JSON.stringify(wanted).slice(1, -1);
      let at = -1, entries = [];
      for (const number of found) {
        const own = Math.floor(number / index.block);
        if (own !== at) {
          if (own % 8 === 0) {
            told.textContent = "searching…";
            await new Promise((done) => setTimeout(done));
          }
          if (turn !== asked) return;
          [at, entries] = [own, (await unpack(blocks[own])).toLowerCase().split("\n")];
        }
        const head = `${index.time[number]} ${index.hosts[index.host[number]]} ${index.rules[index.rule[number]][0]}`;
        if (entries[number % index.block].includes(quoted) || head.toLowerCase().includes(wanted)) chosen.push(number);
      }
    }
    if (turn !== asked) return;
    place = 0;
    await draw();
  };

  const options = (select, names) => names.forEach(([value, text]) => { made("option", text, select).value = value; });
  const start = async () => {
    index = JSON.parse(await unpack(packed));
    const css = [...new Set(index.findings.map(([own]) => own))].filter(Boolean);
    options(outcome, css.map((own) => [own, index.outcomes[own][1]]));
    options(host, index.hosts.map((name, number) => [number, name || "not known"]));
    options(rule, index.rules.map(([title], number) => [number, title]));
    let waiting;
    words.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(choose, 250); });
    for (const select of [outcome, host, rule]) select.addEventListener("change", choose);
    const last = () => Math.floor(Math.max(chosen.length - 1, 0) / SHOWN) * SHOWN;
    const steps = { first: () => 0, back: () => place - SHOWN, next: () => place + SHOWN, last };
    for (const [name, where] of Object.entries(steps)) {
      control(name).addEventListener("click", () => {
        place = Math.min(Math.max(where(), 0), last());
        asked++;
        draw();
      });
    }
    browser.hidden = false;
    await choose();
  };
  const near = new IntersectionObserver((entries) => {
    if (entries.some((entry) => entry.isIntersecting)) {
      near.disconnect();
      start();
    }
  }, { rootMargin: "1000px" });
  near.observe(section);
})();
