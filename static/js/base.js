// Every page works without this file; it only shortens the path.
(function () {
  "use strict";

  function one(selector) {
    return document.querySelector(selector);
  }

  function focusSummary(part) {
    var summary = part.querySelector("#summary");
    if (summary) {
      summary.focus();
    }
  }

  // The pressed button is disabled only once the browser has read its value into the form data.
  function disable(button) {
    button.dataset.pressed = "";
    setTimeout(function () {
      button.disabled = true;
    });
    setTimeout(function () {
      release(button);
    }, 10000);
  }

  function release(button) {
    if ("pressed" in button.dataset) {
      delete button.dataset.pressed;
      button.disabled = false;
    }
  }

  document.addEventListener("submit", function (event) {
    var button = event.submitter;
    if (!event.defaultPrevented && button && button.form.method === "post") {
      disable(button);
    }
  });

  window.addEventListener("pageshow", function () {
    document.querySelectorAll("[data-pressed]").forEach(release);
  });

  document.addEventListener("change", function (event) {
    if ("all" in event.target.dataset) {
      event.target.form.querySelectorAll(".pick").forEach(function (box) {
        box.checked = event.target.checked;
      });
    }
  });

  document.addEventListener("keydown", function (event) {
    var menu = one(".me[open]");
    if (event.key === "Escape" && menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
    var plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing;
    if (event.key !== "/" || !plain || event.target.closest("input, textarea, select")) {
      return;
    }
    var search = one("input[type=search]");
    if (search) {
      event.preventDefault();
      if (!search.offsetParent) {
        location.hash = "filters"; // on a phone the filter opens by its address
      }
      search.focus();
    }
  });

  document.addEventListener("click", function (event) {
    var menu = one(".me[open]");
    if (menu && !menu.contains(event.target)) {
      menu.open = false;
    }
    if (event.target.closest("[data-print]")) {
      window.print();
    }
  });

  document.addEventListener("htmx:afterSettle", function (event) {
    focusSummary(event.target);
  });
  focusSummary(document);
})();
