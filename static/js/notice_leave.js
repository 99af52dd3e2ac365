// Another form of the page goes, and the page is left, once what was typed into passages is saved.
(function () {
  "use strict";
  var forms = Array.from(document.querySelectorAll("form[data-autosave]"));
  var waiting = null; // the form that goes next, and its button
  var leaving = false;

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
    leaving = !left || confirm("有一段没有保存上，写的内容留在这台电脑上。确定继续吗？");
    if (leaving) {
      next.form.requestSubmit(next.button);
      setTimeout(function () { leaving = false; }, 10000); // it went, or base.js held it back
    } else {
      left.scrollIntoView({block: "center"});
    }
  }

  document.addEventListener("settled", goOn);

  window.addEventListener("beforeunload", function (event) {
    if (!leaving && forms.some(isOpen)) {
      event.preventDefault();
    }
  });
})();
