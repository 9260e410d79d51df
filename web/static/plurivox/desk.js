/* The composer saves as its author types. Without this script the button "Save" does it; nothing here is needed. */
"use strict";

(() => {
  /* Milliseconds after the last key, and before another try. */
  const PAUSE = 1500;
  const AGAIN = 10000;

  const form = document.getElementById("composer");
  const line = document.getElementById("saved");
  const hints = document.getElementById("hints");
  if (!form || !line || !window.fetch) return;

  let timer = null;
  let busy = false;
  let dirty = false;
  let leaving = false;

  const say = (text) => {
    if (line.textContent !== text) line.textContent = text;
  };

  const later = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  };

  const show = (sentences) => {
    hints.replaceChildren(
      ...sentences.map((sentence) => {
        const item = document.createElement("li");
        item.textContent = sentence;
        return item;
      }),
    );
  };

  const told = (reply, answer) => {
    if (reply.ok) {
      form.elements.base.value = answer.number;
      const time = new Date(answer.at).toLocaleTimeString();
      say(line.dataset.saved.replace("{time}", time).replace("{number}", answer.number));
      show(answer.hints);
    } else if (reply.status === 409) {
      dirty = true;
      say(line.dataset.stale);
    } else {
      dirty = true;
      say(`${line.dataset.refused} ${answer.message || reply.status}`);
    }
  };

  async function save() {
    if (busy || leaving) return;
    busy = true;
    dirty = false;
    say(line.dataset.saving);
    const typed = new FormData(form);
    typed.delete("captions_file");
    try {
      const reply = await fetch(form.action, { method: "POST", body: typed, headers: { Accept: "application/json" } });
      told(reply, await reply.json());
    } catch {
      dirty = true;
      say(line.dataset.failed);
      later(AGAIN);
    }
    busy = false;
  }

  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    dirty = true;
    later(PAUSE);
  });
  form.addEventListener("submit", () => {
    leaving = true;
    clearTimeout(timer);
  });
  window.addEventListener("beforeunload", (event) => {
    if (dirty && !leaving) event.preventDefault();
  });
})();
