// The pages of a questionnaire in a room: one that cannot be sent stays, says so, and goes on by itself when it could
// be. Without it the form is sent as usual.
(() => {
  const NEEDS = `fetch Promise URLSearchParams URLSearchParams.prototype.append FormData Element.prototype.closest
    Element.prototype.before`;
  const TRY_AGAIN = 3000; // milliseconds
  const form = document.querySelector("form[data-waits]");
  if (!form || !window.asking || !asking.ready(NEEDS) || !window.live) return;
  const key = `waits ${location.pathname}`;
  const note = document.createElement("div");
  note.className = "note warn";
  note.hidden = true;
  let going = false,
    again = 0,
    aside = false;
  let pressed = null,
    waiting = null; // the button that was pressed last, and the one whose form waits

  const fieldsOf = (button) => {
    const fields = new URLSearchParams(new FormData(form));
    if (button && button.name) fields.append(button.name, button.value);
    return fields;
  };

  const send = async () => {
    clearTimeout(again);
    if (going || !waiting) return;
    going = true;
    const fields = fieldsOf(waiting);
    const reply = await asking.ask(form.action, { body: fields.toString() });
    going = false;
    if (!reply.ours || reply.status >= 500) return stay(fields, reply.stranger);
    forget();
    if (!reply.told.next) return plainly(); // the page itself says what is wrong
    if (fieldsOf(waiting).toString() !== fields.toString()) return sendAnew();
    waiting = null;
    location.assign(reply.told.next);
  };

  // What was chosen while the page was on its way would be lost with it. Behind its point the key of an attempt names
  // the answers that the page was drawn with: those that are kept by now came from this page.
  const sendAnew = () => {
    const attempt = form.querySelector("[name=attempt]");
    if (attempt) attempt.value = attempt.value.split(".")[0];
    return send();
  };

  // As without scripts, now and from now on.
  const plainly = () => {
    const button = waiting;
    aside = true;
    waiting = null;
    asking.submitPlainly(form, button);
  };

  const go = () => send().catch(plainly);

  const stay = (fields, stranger) => {
    const words = stranger
      ? `${asking.NOT_OURS} What you chose waits on this page, which goes on by itself once our service answers.`
      : "Kept on this page. It is sent as soon as our service can be reached, and this page then goes on by itself.";
    if (note.textContent !== words) {
      const line = document.createElement("p");
      line.textContent = words;
      asking.fill(note, [line]);
      live.say(words);
    }
    note.hidden = false;
    try {
      sessionStorage.setItem(key, fields.toString());
    } catch {
      /* the browser keeps nothing */
    }
    again = setTimeout(go, TRY_AGAIN);
  };

  const forget = () => {
    try {
      sessionStorage.removeItem(key);
    } catch {
      /* nothing was kept */
    }
  };

  // A page that was left while it waited: what was chosen is chosen again.
  const restore = () => {
    let kept = null;
    try {
      kept = sessionStorage.getItem(key);
    } catch {
      return;
    }
    if (!kept) return;
    const fields = new URLSearchParams(kept);
    for (const field of form.querySelectorAll("input[type=radio], textarea")) {
      if (field.type === "radio") field.checked = fields.get(field.name) === field.value;
      else if (!field.value) field.value = fields.get(field.name) || "";
    }
    waiting = form.querySelector("button");
    stay(fieldsOf(waiting), false);
  };

  form.lastElementChild.before(note);
  restore();
  form.addEventListener("click", (event) => {
    pressed = event.target.closest("button");
  }); // Enter presses the first
  form.addEventListener("submit", (event) => {
    if (aside) return;
    event.preventDefault();
    waiting = pressed || form.querySelector("button");
    go();
  });
  addEventListener("online", go);
})();
