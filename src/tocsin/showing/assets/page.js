"use strict";
// Filters the findings and opens what a link points to; the page is whole without it.
(() => {
  const tools = document.querySelector(".tools");
  const findings = [...document.querySelectorAll("#findings .finding")];
  if (tools && findings.length) {
    const [words, outcome] = [tools.querySelector("input"), tools.querySelector("select")];
    const told = tools.querySelector("output");
    const show = () => {
      const wanted = words.value.toLowerCase();
      let shown = 0;
      for (const finding of findings) {
        const fits = (!outcome.value || finding.classList.contains(outcome.value)) &&
          (!wanted || finding.textContent.toLowerCase().includes(wanted));
        finding.hidden = !fits;
        shown += fits;
      }
      told.textContent = `${shown} of ${findings.length} shown`;
    };
    words.addEventListener("input", show);
    outcome.addEventListener("change", show);
    for (const button of tools.querySelectorAll("button")) {
      button.addEventListener("click", () => {
        for (const finding of findings) finding.open = button.value === "open";
      });
    }
    tools.hidden = false;
    show();
  }
  for (const remedy of document.querySelectorAll("pre.remedy")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
      getSelection().selectAllChildren(remedy);
      const text = remedy.textContent;
      const copied = await navigator.clipboard?.writeText(text).then(() => true, () => false) || document.execCommand("copy");
      getSelection().removeAllRanges();
      button.textContent = copied ? "Copied" : "Select it and press Ctrl+C";
      setTimeout(() => { button.textContent = "Copy"; }, 3000);
    });
    remedy.before(button);
  }
  const follow = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.tagName === "DETAILS") {
      target.hidden = false;
      target.open = true;
      target.scrollIntoView();
    }
  };
  addEventListener("hashchange", follow);
  addEventListener("beforeprint", () => {
    for (const finding of document.querySelectorAll(".finding.seen, .finding.attempted")) finding.open = true;
  });
  follow();
})();
