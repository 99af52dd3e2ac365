// Another form of the page goes once what was typed into passages is saved, and the page is left.
(function () {
  "use strict";
  var forms = Array.from(document.querySelectorAll("form[data-autosave]"));
  var sent = false;
  var waiting = null; // the form that goes next, and its button
  var leaving = false; // a form is on its way

  // What is saved stands in each box as its default.
  function isTyped(form) {
    return [form.elements.text, form.elements.lead].some(function (box) {
      return box && box.value !== box.defaultValue;
    });
  }

  function isOpen(form) {
    return form.sending || isTyped(form);
  }

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (leaving || form.method !== "post" || "autosave" in form.dataset || !forms.some(isOpen)) {
      return;
    }
    event.preventDefault();
    waiting = {form: form, button: event.submitter || undefined};
    var left = forms.filter(isTyped);
    left.forEach(function (one) { one.dispatchEvent(new CustomEvent("save")); });
    goOn();
  }, true);

  // Whether all is saved; what could not be is said, and kept on this computer.
  function goOn() {
    if (!waiting || forms.some(function (form) { return form.sending || form.queued; })) {
      return;
    }
    var left = forms.find(isTyped);
    var next = waiting;
    waiting = null;
    if (!left || confirm("有一段没有保存上，写的内容留在这台电脑上。确定继续吗？")) {
      setTimeout(function () { go(next); }); // a form that is being sent is not sent from within
    } else {
      left.scrollIntoView({block: "center"});
    }
  }

  function go(next) {
    leaving = true;
    next.form.requestSubmit(next.button);
    leaving = sent;
    sent = false;
  }

  // After base.js, which may hold a form back.
  document.addEventListener("submit", function (event) {
    sent = !event.defaultPrevented;
  });

  ["pageshow", "input"].forEach(function (name) { // one is still here, or here again
    window.addEventListener(name, function () { leaving = false; });
  });

  document.addEventListener("settled", goOn);

  window.addEventListener("beforeunload", function (event) {
    if (!leaving && forms.some(isOpen)) {
      event.preventDefault();
    }
  });
})();
