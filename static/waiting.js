// The pages of a questionnaire in a room: one that cannot be sent stays, says so, and goes on by itself when it could
// be. Without it the form is sent as usual.
(() => {
  const { say } = live;
  const TRY_AGAIN = 3000, GIVE_UP = 10000; // milliseconds
  const form = document.querySelector("form[data-waits]");
  if (!form) return;
  const key = `waits ${location.pathname}`;
  const note = document.createElement("div");
  note.className = "note warn";
  form.lastElementChild.before(note);
  note.hidden = true;
  let going = null, again = 0, waiting = null; // the button that was pressed

  const fieldsOf = (button) => {
    const fields = new URLSearchParams(new FormData(form));
    if (button?.name) fields.append(button.name, button.value);
    return fields;
  };

  const send = async () => {
    clearTimeout(again);
    if (going || !waiting) return;
    going = true;
    const fields = fieldsOf(waiting);
    let reply = null;
    try {
      reply = await fetch(form.action, {
        method: "POST", body: fields, headers: { Accept: "application/json" }, signal: AbortSignal.timeout(GIVE_UP),
      });
    } catch { /* there is no network */ }
    going = null;
    if (!reply || reply.status >= 500) return stay(fields);
    forget();
    const told = reply.ok ? await reply.json().catch(() => ({})) : {};
    if (told.next) return location.assign(told.next);
    const button = waiting;
    waiting = null;
    form.removeEventListener("submit", take);
    form.requestSubmit(button); // the page itself says what is wrong
  };

  const stay = (fields) => {
    const words = document.createElement("p");
    words.textContent = "Kept on this page. It is sent as soon as there is a network, and this page then goes on by itself.";
    if (note.hidden) {
      note.replaceChildren(words);
      say(words.textContent);
    }
    note.hidden = false;
    try { sessionStorage.setItem(key, fields.toString()); } catch { /* the browser keeps nothing */ }
    again = setTimeout(send, TRY_AGAIN);
  };

  const forget = () => { try { sessionStorage.removeItem(key); } catch { /* nothing was kept */ } };

  const take = (event) => {
    event.preventDefault();
    waiting = event.submitter || form.querySelector("button");
    send();
  };

  // A page that was left while it waited: what was chosen is chosen again.
  const restore = () => {
    let kept = null;
    try { kept = sessionStorage.getItem(key); } catch { return; }
    if (!kept) return;
    const fields = new URLSearchParams(kept);
    for (const field of form.querySelectorAll("input[type=radio], textarea")) {
      if (field.type === "radio") field.checked = fields.get(field.name) === field.value;
      else if (!field.value) field.value = fields.get(field.name) || "";
    }
    waiting = form.querySelector("button");
    stay(fieldsOf(waiting));
  };

  form.addEventListener("submit", take);
  addEventListener("online", send);
  restore();
})();
