"use strict";
// Turns each storyboard into a stepper: one card at a time beside the one live drawing.
const steppers = [];
for (const steps of document.querySelectorAll(".steps")) {
  const part = steps.closest(".part");
  const stage = part.querySelector(".stage");
  const cards = [...steps.querySelectorAll(".card")];
  const links = [...steps.querySelectorAll(".strip a")];
  const controls = steps.querySelector(".controls");
  const place = controls.querySelector(".place");
  const drawings = stage ? [...stage.querySelectorAll("svg")] : [];
  const root = document.documentElement;
  for (const drawing of drawings) {
    const over = document.createElementNS(drawing.namespaceURI, "g");
    over.setAttribute("class", "over");
    over.setAttribute("pointer-events", "none");
    drawing.insertBefore(over, drawing.lastElementChild);
  }
  let now = 0;
  let asking = false;

  const inClass = () => root.classList.contains("class-mode") && part.classList.contains("shown");
  const stepper = () => steps.classList.contains("stepper");

  // In class a step is asked first: the drawing still has "?" where the answer goes.
  function show(number, ask = false) {
    now = Math.max(0, Math.min(number, cards.length - 1));
    asking = ask && inClass() && now > 0; // what is given needs no question
    part.classList.toggle("asking", asking);
    cards.forEach((card, index) => card.classList.toggle("current", index === now));
    links.forEach((link, index) =>
      index === now ? link.setAttribute("aria-current", "step") : link.removeAttribute("aria-current"));
    const strip = links[now].closest(".strip");
    strip.scrollLeft = links[now].offsetLeft - strip.clientWidth / 2;
    place.textContent = cards[now].dataset.place;
    controls.querySelector("[data-go=previous]").disabled = now === 0;
    controls.querySelector("[data-go=next]").disabled = now === cards.length - 1 && !asking;
    const frames = cards[now].querySelectorAll("svg[data-active]");
    drawings.forEach((drawing, index) => {
      drawing.style.setProperty("--step", stepper() ? now + 1 - asking : cards.length);
      mark(drawing, stepper() ? frames[index] : null);
    });
  }

  // What a step works on is drawn over the picture, as in the frames: they copy the picture itself.
  function mark(drawing, frame) {
    const over = frame ? [...frame.querySelectorAll(".active")].map(part => part.cloneNode(true)) : [];
    const spot = drawing.querySelector(".over");
    spot.replaceChildren(...over);
    const frameOf = drawing.closest(".scrolled");
    if (!frameOf || !over.length) return;
    const [inside, outside] = [spot.getBoundingClientRect(), frameOf.getBoundingClientRect()];
    frameOf.scrollLeft += inside.left + inside.width / 2 - outside.left - outside.width / 2;
    frameOf.scrollTop += inside.top + inside.height / 2 - outside.top - outside.height / 2;
  }

  function go(number, ask) {
    show(number, ask);
    history.replaceState(null, "", "#" + cards[now].id);
  }
  const last = () => now === cards.length - 1 && !asking;
  const next = () => (asking ? go(now, false) : last() || go(now + 1, true));
  const previous = () => (inClass() && !asking ? go(now, true) : go(now - 1, false));

  function all(wanted) {
    steps.classList.toggle("stepper", !wanted);
    part.classList.toggle("stepping", !wanted);
    controls.querySelector("[data-go=all]").setAttribute("aria-pressed", wanted);
    show(now);
  }
  function classMode(wanted) {
    root.classList.toggle("class-mode", wanted);
    part.classList.toggle("shown", wanted);
    controls.querySelector("[data-go=class]").setAttribute("aria-pressed", wanted);
    if (wanted) all(false);
    go(now, wanted);
    if (!wanted) steps.scrollIntoView();
  }
  const actions = {
    next, previous,
    all: () => all(stepper()),
    class: () => classMode(!inClass()),
  };
  controls.addEventListener("click", event => {
    const button = event.target.closest("button");
    if (button) actions[button.dataset.go]();
  });
  steps.querySelector(".strip").addEventListener("click", event => {
    const index = links.indexOf(event.target.closest("a"));
    if (index < 0 || !stepper()) return;
    event.preventDefault();
    go(index, true);
  });

  // At its ends the keys scroll as usual.
  const forwards = () => !last() && next();
  const backwards = () => now > 0 && previous();
  const keys = {
    ArrowRight: forwards, PageDown: forwards, " ": forwards,
    ArrowLeft: backwards, PageUp: backwards,
    Home: () => now > 0 && go(0, true), End: () => !last() && go(cards.length - 1, false),
    p: () => classMode(!inClass()), Escape: () => inClass() && classMode(false),
  };
  const press = key => (stepper() || key === "p") && key in keys && keys[key]() !== false;
  function onScreen() {
    const box = steps.getBoundingClientRect();
    return box.top < innerHeight - 100 && box.bottom > 100;
  }
  steppers.push({press, inClass, onScreen});

  let touch = null;
  part.addEventListener("touchstart", event => {
    const wide = event.target.closest(".strip, .scrolled, .formula, p, table"); // it may scroll sideways itself
    const scrolls = wide && wide.scrollWidth > wide.clientWidth;
    touch = event.touches.length === 1 && !scrolls ? event.touches[0] : null;
  }, {passive: true});
  part.addEventListener("touchend", event => {
    if (!touch || !stepper()) return;
    const dx = event.changedTouches[0].clientX - touch.clientX;
    const dy = event.changedTouches[0].clientY - touch.clientY;
    if (Math.abs(dx) > 50 && Math.abs(dx) > 2 * Math.abs(dy)) dx < 0 ? next() : previous();
  }, {passive: true});

  // A row of a table and its box or wire light each other.
  const rows = [...part.querySelectorAll("tr[data-lights]")];
  const light = keys => {
    for (const group of stage.querySelectorAll("[data-key]"))
      group.classList.toggle("lit", keys.includes(group.dataset.key));
    for (const row of rows)
      row.classList.toggle("lit", row.dataset.lights.split(" ").some(key => keys.includes(key)));
  };
  for (const row of stage ? rows : []) {
    row.tabIndex = 0;
    const keys = row.dataset.lights.split(" ");
    for (const [on, off] of [["mouseenter", "mouseleave"], ["focus", "blur"]]) {
      row.addEventListener(on, () => light(keys));
      row.addEventListener(off, () => light([]));
    }
  }
  if (stage) {
    stage.addEventListener("mouseover", event => {
      const over = event.target.closest(".over use"); // what a step works on lies over the picture
      const group = over ? stage.querySelector(over.getAttribute("href")) : event.target.closest("[data-key]");
      light(group ? [group.dataset.key] : []);
    });
    stage.addEventListener("mouseleave", () => light([]));
  }

  function follow() {
    const wanted = links.findIndex(link => link.hash === location.hash);
    if (wanted < 0) return false;
    show(wanted, true);
    // After the browser's own jump to the card, which would hide what stands above it.
    requestAnimationFrame(() => part.scrollIntoView());
    return true;
  }
  addEventListener("hashchange", follow);
  addEventListener("load", follow);
  controls.hidden = false;
  all(false);
  follow();
}

// What is too wide scrolls by itself, with the keys too.
const tooWide = new ResizeObserver(entries => {
  for (const {target} of entries)
    if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
});
for (const wide of document.querySelectorAll("table, p, .formula")) tooWide.observe(wide);

// Keys belong to the storyboard that fills the screen, else to the first that can be seen.
addEventListener("keydown", event => {
  const typing = event.target.closest("input, textarea, select, .scrolled, :is(table, p, .formula)[tabindex]");
  const pressing = event.key === " " && event.target.closest("button, a");
  if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || typing || pressing) return;
  const shown = steppers.find(one => one.inClass()) || steppers.find(one => one.onScreen());
  const wanted = event.key === "p" ? shown || steppers[0] : shown;
  if (wanted && wanted.press(event.key)) event.preventDefault();
});
