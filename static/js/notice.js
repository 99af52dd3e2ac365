// The notice saves itself while it is written. Without this file each passage has its button.
(function () {
  "use strict";
  var PAUSE = 1500; // milliseconds without a key until a passage is saved
  var forms = Array.from(document.querySelectorAll("form[data-autosave]"));
  var line = Promise.resolve(); // one save at a time: each answer tells the page's next version

  function boxes(form) {
    return [form.elements.text, form.elements.lead].filter(Boolean);
  }

  // What is saved stands in each box as its default.
  function isTyped(form) {
    return boxes(form).some(function (box) { return box.value !== box.defaultValue; });
  }

  function say(form, text, failed) {
    var status = form.querySelector("[data-status]");
    status.textContent = text;
    status.classList.toggle("red", Boolean(failed));
  }

  function tell(form, name, detail) {
    form.dispatchEvent(new CustomEvent(name, {bubbles: true, detail: detail}));
  }

  function save(form) {
    clearTimeout(form.waiting);
    if (!form.queued) {
      form.queued = true;
      line = line.then(function () {
        form.queued = false;
        return form.stopped ? tell(form, "settled") : send(form);
      });
    }
  }

  function send(form) {
    var sent = boxes(form).map(function (box) { return box.value; });
    form.sending = true;
    say(form, "正在保存…");
    return post(form).then(function (told) {
      took(form, sent, told);
    }, function (error) {
      refused(form, error);
    }).then(function () {
      form.sending = false;
      tell(form, "settled");
    });
  }

  function post(form) {
    return fetch(form.action, {
      method: "POST", body: new FormData(form), headers: {Accept: "application/json"}
    }).then(function (response) {
      if ((response.headers.get("Content-Type") || "").indexOf("json") < 0) {
        throw {message: "服务器出错，还没有保存；写的内容留在这台电脑上。"};
      }
      return response.json().then(function (told) {
        if (!response.ok) {
          told.status = response.status;
          throw told;
        }
        return told;
      });
    });
  }

  function took(form, sent, told) {
    boxes(form).forEach(function (box, place) { box.defaultValue = sent[place]; });
    tell(form, "seen", told);
    tell(form, "saved", told);
    say(form, "已于 " + told.at + " 保存");
    if (isTyped(form)) {
      wait(form);
    }
  }

  function refused(form, error) {
    var network = error instanceof TypeError;
    form.stopped = error.status === 409; // it cannot be saved again by itself
    if (error.fresh) {
      tell(form, "stale", error.fresh);
    }
    say(form, network ? "网络中断，还没有保存；写的内容留在这台电脑上。"
      : [error.message].concat(error.errors || []).join(" "), true);
  }

  function wait(form) {
    clearTimeout(form.waiting);
    form.waiting = setTimeout(function () {
      if (isTyped(form)) {
        save(form);
      }
    }, PAUSE);
  }

  forms.forEach(function (form) {
    form.addEventListener("input", function () {
      say(form, form.stopped ? "还没有保存，请先看上面的提示。" : "还没有保存");
      wait(form);
    });
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      form.stopped = false; // what a colleague changed is refused again
      save(form);
    });
    form.addEventListener("say", function (event) { say(form, event.detail.text, event.detail.failed); });
    form.addEventListener("save", function () { save(form); });
  });
})();
