// Lists what of the page as it stands cannot be read or used well.
(() => {
  const flaws = [];
  const visible = (e) => e.getClientRects().length > 0;
  const named = (e) => e.tagName.toLowerCase() + (e.id ? "#" + e.id : "") + " “" + e.textContent.trim().slice(0, 30) + "”";
  const rgb = (color) => (color.match(/[\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (e) => {
    for (; e; e = e.parentElement) {
      const c = rgb(getComputedStyle(e).backgroundColor);
      if (c.length === 3 || c[3] === 1) return c;
    }
    return [255, 255, 255];
  };
  const contrast = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };

  if (document.documentElement.scrollWidth > innerWidth) flaws.push(`it is ${document.documentElement.scrollWidth} wide on ${innerWidth}`);
  let read = 0;
  for (const e of document.querySelectorAll("body *")) {
    if (!visible(e)) continue;
    const box = e.getBoundingClientRect();
    if (box.right > innerWidth + 0.5 || box.left < -0.5) flaws.push(named(e) + " goes over the edge");
    if (![...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.data.trim()) && e.tagName !== "TEXTAREA") continue;
    read++;
    const style = getComputedStyle(e), px = parseFloat(style.fontSize);
    const large = px >= 24 || (px >= 18.66 && Number(style.fontWeight) >= 700); // as WCAG has it: then 4.5 is what 7 is
    const has = contrast(rgb(style.color), ground(e));
    if (has < (large ? 4.5 : 7)) flaws.push(`${named(e)} has a contrast of ${has.toFixed(2)}`);
    if (px < 15) flaws.push(`${named(e)} has letters of ${px} px`);
    if (e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0) flaws.push(named(e) + " is cut off");
    const other = document.documentElement.className === "en" ? /\p{Script=Han}/u : null;
    if (other && other.test(e.textContent) && e.lang !== "zh-Hans" && [...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && other.test(n.data))) flaws.push(named(e) + " speaks the other language");
  }
  if (read < 10) flaws.push(`only ${read} texts were found`);
  for (const e of document.querySelectorAll("button, input, textarea")) {
    if (!visible(e)) continue;
    const box = e.getBoundingClientRect();
    if (box.width < 48 || box.height < 48) flaws.push(`${named(e)} is ${box.width} × ${box.height}`);
    const name = e.labels && e.labels.length ? e.labels[0].innerText : e.innerText;
    if (!name.trim()) flaws.push(named(e) + " has no name");
    if (e.scrollHeight > e.clientHeight + 1) flaws.push(`${named(e)} hides some of its text`);
    const style = getComputedStyle(e);
    if (e.tagName !== "INPUT" && contrast(rgb(style.borderTopColor), ground(e.parentElement)) < 3) flaws.push(named(e) + " has a pale edge");
  }
  return flaws;
})()
