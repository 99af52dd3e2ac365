// A bound figure or date goes from its list into the text that was written last.
(function () {
  "use strict";
  var list = document.querySelector("[data-known]");
  var search = list.querySelector("input[type=search]");
  var last = null;

  document.addEventListener("focusin", function (event) {
    if (event.target.matches("textarea[name=text]")) {
      last = event.target;
    }
  });

  list.addEventListener("click", function (event) {
    var button = event.target.closest("[data-insert]");
    if (!button) {
      return;
    }
    if (!last || !last.isConnected) {
      alert("请先点“修改”，把光标放在要写数字的地方。");
      return;
    }
    last.focus();
    last.setRangeText(button.dataset.insert, last.selectionStart, last.selectionEnd, "end");
    last.dispatchEvent(new Event("input", {bubbles: true}));
  });

  search.addEventListener("input", function () {
    list.querySelector("details").open = true;
    list.querySelectorAll("dt").forEach(function (name) {
      var hidden = name.textContent.indexOf(search.value.trim()) < 0;
      name.hidden = name.nextElementSibling.hidden = hidden;
    });
  });
})();
