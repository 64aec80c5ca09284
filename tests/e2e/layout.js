/* What is wrong with how a page lies in its window, one sentence for each break: tests/e2e/test_layout.py. */
() => {
  const LEAST_TARGET = 44;
  const ROUNDING = 1.5;
  const LEAST_APART = 3;
  const AIR = 72;
  /** What is wrong, by the kind of element; of many alike one example is enough. */
  const found = new Map();
  const add = (kind, what, example = "") => found.has(`${kind}: ${what}`) || found.set(`${kind}: ${what}`, example);
  const [width, height] = [document.documentElement.clientWidth, window.innerHeight];
  const root = document.querySelector("dialog[open]") ?? document.body;
  /** Whether it is so of an element, or of one around it up to `end`; each is asked once while nothing changes. */
  const within = (isSo, end) => {
    const known = new Map();
    const ask = (el) => {
      if (!el || el === end) return false;
      if (!known.has(el)) known.set(el, isSo(el) || ask(el.parentElement));
      return known.get(el);
    };
    return ask;
  };
  /** Said to screen readers alone. */
  const unseen = () =>
    within((one) => {
      const style = getComputedStyle(one);
      return style.clipPath !== "none" || (one.clientWidth <= 1 && style.overflow === "hidden");
    }, document.body);
  const isUnseen = unseen();
  const isVisible = (el) =>
    el.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && !el.closest("[inert]") && !isUnseen(el);
  const scrolls = (el) => {
    for (let one = el; one && one !== document.body; one = one.parentElement)
      if (["auto", "scroll"].includes(getComputedStyle(one).overflowX)) return true;
    return false;
  };
  const text = (el) => (el.getAttribute("aria-label") ?? el.textContent).trim().replace(/\s+/g, " ").slice(0, 40);
  const name = (el) => {
    const own = (one) => one.tagName.toLowerCase() + [...one.classList].map((c) => `.${c}`).join("");
    return `${own(el.parentElement ?? el)}>${own(el)}`;
  };
  const isFixed = within((one) => ["fixed", "sticky"].includes(getComputedStyle(one).position), null);
  const clips = new Map();
  /** How an element clips what is in it, and its edge. */
  const clip = (el) => {
    if (!clips.has(el)) {
      const { overflowX, overflowY } = getComputedStyle(el);
      clips.set(el, { overflowX, overflowY, edge: el.getBoundingClientRect() });
    }
    return clips.get(el);
  };

  // as wide as the window
  window.scrollTo(0, 0);
  if (document.documentElement.scrollWidth > width) {
    const widest = [...document.body.querySelectorAll("*")]
      .filter((el) => el.getBoundingClientRect().right > width + ROUNDING && !el.closest("svg") && !scrolls(el))
      .at(-1);
    add("wider than its window", widest ? name(widest) : "", `by ${document.documentElement.scrollWidth - width}`);
  }

  // every text whole: inside its own box, inside every box that clips, on no other text
  const texts = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const el = node.parentElement;
    if (!node.data.trim() || !isVisible(el) || el.closest("svg, option, select, textarea, script, style")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    if (box.width < 1 || box.height < 1) continue;
    const seen = { left: box.left, right: box.right, top: box.top, bottom: box.bottom };
    texts.push({ el, box: seen, isFixed: isFixed(el) });
    let block = el;
    while (getComputedStyle(block).display === "inline") block = block.parentElement;
    const own = block.getBoundingClientRect();
    let isScrolled = false;
    for (let one = block; one && !isScrolled; one = one.parentElement) {
      const { overflowX, overflowY, edge } = clip(one);
      if (overflowX !== "visible") {
        seen.left = Math.max(seen.left, edge.left);
        seen.right = Math.min(seen.right, edge.right);
      }
      if (["auto", "scroll"].includes(overflowX) || ["auto", "scroll"].includes(overflowY)) isScrolled = true;
      else if (overflowX !== "visible" || overflowY !== "visible") {
        const out = box.right > edge.right + ROUNDING || box.left < edge.left - ROUNDING || box.bottom > edge.bottom + 4;
        if (out && !el.closest("[title]")) add("cut", name(el), text(el));
      }
      if (one === root) break;
    }
    if (getComputedStyle(block).overflowX === "visible")
      if (box.right > own.right + ROUNDING || box.left < own.left - ROUNDING) add("outside its box", name(el), text(el));
  }
  for (const [k, a] of texts.entries())
    for (const b of texts.slice(k + 1)) {
      const across = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
      const down = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
      if (across <= 3 || down <= 3) continue;
      if (a.isFixed === b.isFixed && !a.el.contains(b.el) && !b.el.contains(a.el))
        add("on each other", `${name(a.el)} and ${name(b.el)}`, text(a.el));
    }

  // as high as what is in it
  const leaves = [...texts.map((one) => one.el), ...root.querySelectorAll("svg, img, input, select, textarea, button")];
  const boxes = leaves.filter((el) => isVisible(el) && !isFixed(el)).map((el) => el.getBoundingClientRect());
  if (root === document.body && document.documentElement.scrollHeight > height + 1) {
    const bar = document.querySelector("nav")?.getBoundingClientRect().height ?? 0;
    const end = Math.max(0, ...boxes.map((box) => box.bottom + window.scrollY));
    const over = document.documentElement.scrollHeight - end - bar;
    if (over > AIR) add("higher than its content", "page", `by ${Math.round(over)}`);
  }
  let end = Infinity;
  for (const box of boxes.filter((one) => one.height > 0).sort((a, b) => a.top - b.top)) {
    if (box.top - end > 2 * AIR) add("a hole", "page", `of ${Math.round(box.top - end)} px`);
    end = Math.max(end === Infinity ? box.bottom : end, box.bottom);
  }

  // every control big enough, and under the finger when it has the focus; all are looked at before any has it, for then
  // the browser works the page out anew each time
  const CONTROLS = "button, a[href], input, select, textarea, summary, [tabindex='0']";
  const controls = [...root.querySelectorAll(CONTROLS)].flatMap((el) => {
    const label = el.matches("input[type=checkbox], input[type=radio]") ? (el.labels?.[0] ?? el) : el;
    if ((!isVisible(el) && !isVisible(label)) || el.closest("svg")) return [];
    const size = label.getBoundingClientRect();
    const isInSentence = el.matches("a") && getComputedStyle(el).display === "inline";
    return size.width === 0 ? [] : [{ el, label, size, isInSentence }];
  });
  for (const { el, label, size, isInSentence } of controls) {
    if (Math.min(size.width, size.height) < LEAST_TARGET - 0.5 && !isInSentence)
      add("small", name(label), `${Math.round(size.width)} x ${Math.round(size.height)} "${text(label)}"`);
    if (el.disabled) continue;
    el.focus();
    const box = label.getBoundingClientRect();
    const x = (Math.max(box.left, 0) + Math.min(box.right, width)) / 2;
    const y = (Math.max(box.top, 0) + Math.min(box.bottom, height)) / 2;
    const hit = document.elementFromPoint(x, y);
    const isHit = hit && (label.contains(hit) || hit.contains(label) || el.contains(hit));
    if (!isHit) add("covered", name(label), `"${text(label)}" by ${hit ? name(hit) : "the edge of the window"}`);
  }
  document.activeElement?.blur();
  window.scrollTo(0, 0);

  // no two so near that a thumb meets both
  const own = controls.filter(({ el, isInSentence }) => !isInSentence && el.closest("main, dialog"));
  const edges = own.map(({ el, label }) => ({ el, label, box: label.getBoundingClientRect() }));
  for (const [k, a] of edges.entries())
    for (const b of edges.slice(k + 1)) {
      const apart = Math.max(
        Math.max(a.box.left, b.box.left) - Math.min(a.box.right, b.box.right),
        Math.max(a.box.top, b.box.top) - Math.min(a.box.bottom, b.box.bottom),
      );
      if (apart < LEAST_APART && !a.label.contains(b.label) && !b.label.contains(a.label))
        add("too near", `${name(a.label)} and ${name(b.label)}`, `"${text(a.label)}", "${text(b.label)}"`);
    }
  return [...found.entries()];
}
