// The notice saves itself while it is written. Without this file each passage has its button.
(function () {
  "use strict";
  var PAUSE = 1500; // milliseconds without a key until a passage is saved

  function kept(form) {
    return "passage " + location.pathname + " " + form.elements.key.value;
  }

  function say(form, text, failed) {
    var status = form.querySelector("[data-status]");
    status.textContent = text;
    status.classList.toggle("red", Boolean(failed));
  }

  function typed(form) {
    return JSON.stringify([form.elements.text.value, form.elements.lead && form.elements.lead.value]);
  }

  // One request at a time for each passage: the answer says what the next one must have seen.
  function save(form) {
    if (form.sending) {
      form.again = true;
      return;
    }
    var sent = typed(form);
    form.sending = true;
    say(form, "正在保存…");
    fetch(form.action, {
      method: "POST",
      body: new FormData(form),
      headers: {Accept: "application/json"}
    }).then(function (response) {
      return response.json().then(function (told) {
        if (!response.ok) {
          throw new Error([told.message].concat(told.errors || []).join(" "));
        }
        form.elements.seen.value = told.seen;
        form.closest(".pas").querySelectorAll("[name=seen]").forEach(function (field) {
          field.value = told.seen;
        });
        form.closest(".pas").querySelector("[data-text]").innerHTML = told.html;
        say(form, "已于 " + told.at + " 保存");
        form.saved = sent;
        if (typed(form) === sent) {
          localStorage.removeItem(kept(form));
        } else {
          form.again = true;
        }
      });
    }).catch(function (error) {
      var network = error instanceof TypeError;
      say(form, network ? "网络中断，还没有保存；写的内容留在这台电脑上。" : error.message, true);
    }).then(function () {
      form.sending = false;
      if (form.again) {
        form.again = false;
        wait(form);
      }
    });
  }

  function wait(form) {
    clearTimeout(form.waiting);
    form.waiting = setTimeout(function () {
      if (typed(form) !== form.saved) {
        save(form);
      }
    }, PAUSE);
  }

  document.querySelectorAll("form[data-autosave]").forEach(function (form) {
    form.saved = typed(form);
    var left = JSON.parse(localStorage.getItem(kept(form)) || "null");
    if (left && JSON.stringify(left) !== form.saved) {
      form.elements.text.value = left[0];
      if (form.elements.lead) {
        form.elements.lead.value = left[1];
      }
      form.closest("details").open = true;
      say(form, "上次写的内容没有存上，已放回这里，请核对后保存。", true);
    }
    form.addEventListener("input", function () {
      localStorage.setItem(kept(form), typed(form));
      say(form, "还没有保存");
      wait(form);
    });
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      clearTimeout(form.waiting);
      save(form);
    });
  });

  window.addEventListener("beforeunload", function (event) {
    var open = Array.from(document.querySelectorAll("form[data-autosave]"));
    if (open.some(function (form) { return form.sending || typed(form) !== form.saved; })) {
      event.preventDefault();
    }
  });

  // A finding leads to the words themselves, selected in their box.
  document.addEventListener("click", function (event) {
    var link = event.target.closest("[data-start]");
    if (!link) {
      return;
    }
    var passage = document.querySelector(link.getAttribute("href"));
    var editor = passage && passage.querySelector("details.ed");
    if (editor) {
      event.preventDefault();
      editor.open = true;
      var box = editor.querySelector(link.dataset.part === "lead" ? "[name=lead]" : "textarea");
      box.focus();
      box.setSelectionRange(Number(link.dataset.start), Number(link.dataset.end));
      passage.scrollIntoView({block: "center"});
    }
  });
})();
