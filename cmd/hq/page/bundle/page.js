"use strict";
(() => {
  const $ = (id) => document.getElementById(id);

  // Both languages stand in the page; a class shows one. Nothing is stored, so
  // each opening begins with the browser's.
  const speak = (lang) => {
    document.documentElement.className = lang;
    document.documentElement.lang = lang === "zh" ? "zh-Hans" : "en";
    document.title = (lang === "zh" ? "核验案卷" : "Check a dossier") + " — Fairvisit 明访";
    $("en").setAttribute("aria-pressed", lang === "en");
    $("zh").setAttribute("aria-pressed", lang === "zh");
  };
  for (const lang of ["en", "zh"]) $(lang).addEventListener("click", () => speak(lang));
  speak(/^zh\b/i.test(navigator.language) ? "zh" : "en");

  // Text only ever becomes text: a hostile member's name cannot become markup.
  const both = (text) => [["en", "en"], ["zh", "zh-Hans"]].map(([c, lang]) => {
    const span = document.createElement("span");
    span.className = c;
    span.lang = lang;
    span.textContent = text[c];
    return span;
  });
  const element = (name, className, ...children) => {
    const e = document.createElement(name);
    if (className) e.className = className;
    e.append(...children);
    return e;
  };
  const line = (name, ...value) => element("div", "", element("dt", "", ...both(name)), element("dd", "", ...value));

  const shapes = { // a tick, a cross, a bar: the verdict is never a colour alone
    holds: "M12 25l8 8 16-18", altered: "M15 15l18 18M33 15L15 33", unchecked: "M14 24h20",
  };
  const sign = (verdict) => {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    for (const [k, v] of Object.entries({ viewBox: "0 0 48 48", class: "sign", "aria-hidden": "true", fill: "none", stroke: "currentColor", "stroke-width": "4" })) svg.setAttribute(k, v);
    const circle = document.createElementNS(svg.namespaceURI, "circle");
    for (const [k, v] of Object.entries({ cx: 24, cy: 24, r: 21 })) circle.setAttribute(k, v);
    const path = document.createElementNS(svg.namespaceURI, "path");
    path.setAttribute("d", shapes[verdict]);
    svg.append(circle, path);
    return svg;
  };

  const size = (bytes) => {
    if (bytes < 1000) return bytes + " B";
    const steps = ["kB", "MB", "GB"];
    let i = 0;
    for (bytes /= 1000; bytes >= 999.95 && i < 2; i++) bytes /= 1000;
    return bytes.toFixed(1) + " " + steps[i];
  };
  const digits = (text) => text.replace(/[\s\u200b\ufeff]/g, "");

  // A stranger's browser may be too old for the program or forbid it.
  const begin = async () => {
    const text = $("program").textContent;
    const packed = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    const plain = new Response(packed).body.pipeThrough(new DecompressionStream("gzip"));
    const go = new Go();
    const { instance } = await WebAssembly.instantiate(await new Response(plain).arrayBuffer(), go.importObject);
    const ended = go.run(instance).then(() => { throw new Error("ended"); });
    ended.catch(() => {}); // told where somebody waits
    return { ended };
  };
  const ready = begin().catch(() => null);
  const own = (en, zh) => ({ verdict: "unchecked", head: { en: "Nothing was checked", zh: "没有进行核验" }, lead: { en, zh } });

  let file = null;
  let run = 0; // an answer of an earlier run is nobody's any more

  const clear = () => {
    run++;
    $("result").hidden = $("progress").hidden = true;
  };

  const show = (answer, of) => {
    $("progress").hidden = true;
    const result = $("result");
    result.className = "card result " + answer.verdict;
    $("head").replaceChildren(sign(answer.verdict), element("span", "", ...both(answer.head)));
    $("lead").replaceChildren(...both(answer.lead));
    $("faults").replaceChildren(...(answer.faults || []).map((f) =>
      element("li", "", element("strong", "", ...both(f.is)), element("code", "member", f.member), ...both(f.what))));
    $("rows").replaceChildren(...(answer.rows || []).map((r) => line(r.name, ...both(r.value))));
    $("checked").replaceChildren();
    if (answer.verdict !== "unchecked") {
      $("checked").append(
        line({ en: "file", zh: "文件" }, of.file.name + ", " + of.file.size + " B"),
        line({ en: "fingerprint", zh: "根指纹" }, element("span", "mono", digits(of.fingerprint).toLowerCase().replace(/.{8}(?=.)/g, "$& "))));
    }
    result.hidden = false;
    $("head").focus({ preventScroll: true });
    result.scrollIntoView({ block: "nearest" });
  };

  const choose = (files) => {
    clear();
    if (files.length > 1) {
      show(own("Several files were dropped; a dossier is one. Drop one.", "拖放了多个文件，而一个案卷只是一个文件。请只拖放一个。"));
      return;
    }
    file = files[0] || null;
    $("chosen").hidden = !file;
    if (!file) return;
    $("chosen").textContent = file.name + ", " + size(file.size);
    if (digits($("fingerprint").value).length === 64) check();
  };

  const check = async () => {
    clear();
    if (!file) {
      show(own("Choose a dossier first.", "请先选择案卷。"));
      return;
    }
    const mine = run, of = { file, fingerprint: $("fingerprint").value };
    $("progress").hidden = false;
    const reached = (n) => {
      if (mine !== run) return true; // nobody waits: read no further
      $("bar").value = of.file.size ? n / of.file.size : 1;
      $("progress-words").replaceChildren(...both({
        en: `Checking: ${size(n)} of ${size(of.file.size)}`, zh: `正在核验：${size(n)}，共 ${size(of.file.size)}`,
      }));
      return false;
    };
    reached(0);
    const program = await ready;
    if (mine !== run) return;
    if (!program) {
      show(own("This browser is too old for the check, or forbids it. Use one of 2023 or later, or hq verify.",
        "此浏览器版本过旧，或不允许进行核验。请使用 2023 年或以后的浏览器，或使用 hq verify。"));
      return;
    }
    let answer;
    try {
      answer = JSON.parse(await Promise.race([checkDossier(of.file, of.fingerprint, reached), program.ended]));
    } catch {
      answer = own("The check broke off; that says nothing of the dossier. Open this page again, or use hq verify.",
        "核验中断，这与案卷本身无关。请重新打开本页，或使用 hq verify。");
    }
    if (mine === run) show(answer, of);
  };

  $("form").addEventListener("submit", (e) => { e.preventDefault(); check(); });
  $("file").addEventListener("click", () => { $("file").value = ""; }); // the same file, changed, is a choice too
  $("file").addEventListener("change", () => choose($("file").files));
  $("stop").addEventListener("click", () => { clear(); $("go").focus(); });
  $("fingerprint").addEventListener("input", () => {
    clear(); // a verdict stands beside the fingerprint it was given for
    for (const d of document.querySelectorAll(".digits")) d.textContent = digits($("fingerprint").value).length;
  });
  $("fingerprint").addEventListener("keydown", (e) => {
    if (e.key === "Enter" && !e.isComposing) { e.preventDefault(); check(); }
  });

  // Everywhere, or a file dropped beside the field would open in its place.
  let inside = 0;
  const over = (on) => document.body.classList.toggle("over", on);
  addEventListener("dragover", (e) => e.preventDefault());
  addEventListener("dragenter", (e) => { e.preventDefault(); inside++; over(true); });
  addEventListener("dragleave", () => { if (--inside <= 0) over(false); });
  addEventListener("drop", (e) => {
    e.preventDefault();
    inside = 0;
    over(false);
    if (e.dataTransfer.files.length) choose(e.dataTransfer.files);
  });
})();
