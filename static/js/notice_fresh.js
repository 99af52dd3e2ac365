// What a colleague wrote into a passage meanwhile, beside one's own: the person decides.
(function () {
  "use strict";

  // What the forms of a passage have seen of it from now on.
  function see(form, told) {
    var passage = form.closest(".pas");
    passage.querySelectorAll("[name=seen]").forEach(function (field) { field.value = told.seen; });
    var box = passage.querySelector("[data-text]");
    var marked = flags();
    box.innerHTML = told.html;
    box.querySelectorAll(".bound").forEach(function (bound) {
      var flag = marked[bound.dataset.name + " " + bound.textContent];
      if (flag) {
        bound.replaceWith(flag[0].cloneNode(true), flag[1].cloneNode(true));
      }
    });
  }

  // What the page knows to be otherwise in the ledger by now: a save does not count the ledger anew.
  function flags() {
    var found = {};
    document.querySelectorAll(".bound.gone").forEach(function (bound) {
      found[bound.dataset.name + " " + bound.textContent] = [bound, bound.nextElementSibling];
    });
    return found;
  }

  // Until then nothing more is sent by itself, and what is sent by hand is refused again.
  function show(form, fresh) {
    var part = document.getElementById("fresh").content.firstElementChild.cloneNode(true);
    form.stopped = true;
    form.querySelectorAll("[data-fresh]").forEach(function (old) { old.remove(); });
    part.querySelector(".pre").textContent = (fresh.lead ? fresh.lead + "\n" : "") + fresh.text;
    part.querySelector("[data-mine]").addEventListener("click", function () {
      decide(form, fresh, part);
      form.dispatchEvent(new CustomEvent("save"));
    });
    part.querySelector("[data-theirs]").addEventListener("click", function () {
      if (confirm("你写的内容会丢掉。确定改用现在的内容吗？")) {
        decide(form, fresh, part);
        take(form, fresh);
      }
    });
    form.prepend(part);
  }

  function decide(form, fresh, part) {
    see(form, fresh);
    part.remove();
    form.stopped = false;
  }

  function take(form, fresh) {
    ["text", "lead"].forEach(function (name) {
      var box = form.elements[name];
      if (box) {
        box.value = box.defaultValue = fresh[name];
      }
    });
    form.dispatchEvent(new CustomEvent("say", {detail: {text: "已改用现在的内容。"}}));
    form.dispatchEvent(new CustomEvent("settled", {bubbles: true}));
  }

  document.addEventListener("seen", function (event) { see(event.target, event.detail); });
  document.addEventListener("stale", function (event) { show(event.target, event.detail); });
})();
