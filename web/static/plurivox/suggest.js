/* Offers published questions while somebody types: below the search box a list to choose from, below a question what
   asks the same, and advice where it may be urgent. Nothing here is needed or kept. */

/* Milliseconds after the last key, and the longest text looked at. */
const SEARCHING = [150, 200];
const WRITING = [600, 10000];

const status = (form) => {
  form.insertAdjacentHTML("beforeend", '<p class="hidden" role="status"></p>');
  return form.lastElementChild;
};

/* Hands `show` the piece of a page for what stands in the field now; null where it failed. */
const follow = (field, [pause, most], ask, show) => {
  let timer;
  let going;
  const look = async () => {
    const { signal } = (going = new AbortController());
    let piece = null;
    try {
      const text = field.value.trim();
      const reply = text && text.length <= most ? await ask(text, signal) : new Response();
      const html = await reply.text();
      if (reply.ok) piece = new DOMParser().parseFromString(html, "text/html");
    } catch {} /* silence */
    if (!signal.aborted) show(piece);
  };
  field.addEventListener("input", () => {
    clearTimeout(timer);
    going?.abort();
    timer = setTimeout(look, pause);
  });
};

const search = (form) => {
  const field = form.elements.q;
  const told = status(form);
  let list = null;
  let options = [];
  let at = -1;

  const point = (to) => {
    at = to;
    options.forEach((option, number) => option.setAttribute("aria-selected", number === at));
    field.setAttribute("aria-activedescendant", options[at]?.id ?? "");
    options[at]?.scrollIntoView({ block: "nearest" });
  };
  const open = (wanted) => {
    if (list) list.hidden = !wanted;
    field.setAttribute("aria-expanded", Boolean(list && wanted));
    point(-1);
  };
  const show = (piece) => {
    list?.remove();
    list = piece?.querySelector("[role=listbox]");
    options = list ? [...list.querySelectorAll("[role=option]")] : [];
    if (list) field.parentNode.append(list);
    open(document.activeElement === field);
    told.textContent = list?.dataset.told ?? "";
  };

  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", "offers");
  open(false);
  const ask = (q, signal) => fetch(`${form.dataset.suggest}?${new URLSearchParams({ q })}`, { signal });
  follow(field, SEARCHING, ask, show);
  field.addEventListener("input", () => point(-1));
  field.addEventListener("blur", () => open(false));
  /* A press leaves the focus where it is. */
  field.parentNode.addEventListener("mousedown", (event) => list?.contains(event.target) && event.preventDefault());
  field.addEventListener("keydown", (event) => {
    if (!list || event.isComposing) return;
    const places = options.length + 1;
    const step = { ArrowDown: 1, ArrowUp: places - 1 }[event.key];
    if (step) {
      const to = ((at + 1 + step) % places) - 1;
      open(true);
      point(to);
    } else if (event.key === "Escape" && !list.hidden) open(false);
    else if (event.key === "Enter" && at >= 0) options[at].click();
    else return;
    event.preventDefault();
  });
};

const write = (form) => {
  const told = status(form);
  const parts = [".urgent", ".similar"].map((name) => ({ name, place: document.createElement("div"), html: "" }));
  form.elements.text.after(...parts.map((part) => part.place));
  const ask = (text, signal) =>
    fetch(form.dataset.beside, { method: "POST", body: new URLSearchParams({ text }), signal });
  follow(form.elements.text, WRITING, ask, (piece) => {
    for (const part of piece ? parts : []) {
      const found = piece.querySelector(part.name);
      const html = found?.outerHTML ?? "";
      if (part.html === html) continue; /* said once */
      part.html = html;
      part.place.replaceChildren(...(found ? [found] : []));
      if (part.name === ".similar") told.textContent = found?.dataset.told ?? "";
    }
  });
};

document.querySelectorAll("form[data-suggest]").forEach(search);
document.querySelectorAll("form[data-beside]").forEach(write);
