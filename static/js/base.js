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

  var TEXTS = ["text", "textarea", "date", "number"];

  function isTyped(field) {
    if (field.type === "file") {
      return field.files.length > 0;
    }
    return TEXTS.indexOf(field.type) >= 0 && field.value !== field.defaultValue;
  }

  // A form that saves itself keeps what is typed into it by itself: js/notice_kept.js.
  function isKept(form) {
    return form.method === "post" && !("autosave" in form.dataset);
  }

  function othersOf(form) {
    return Array.from(document.forms).filter(function (other) {
      return other !== form && isKept(other);
    });
  }

  // Several forms of a page may post to one address: what they are about tells them apart.
  function nameOf(form) {
    return [form.getAttribute("action")].concat(["key", "digest", "after"].map(function (name) {
      var field = form.elements[name];
      return field && field.type === "hidden" ? field.value : "";
    })).join(" ");
  }

  // A file chosen in another form of the page would be lost by sending this one; and a sign-off,
  // which carries a version, goes without what was typed elsewhere and not saved.
  function losesMuch(form) {
    return othersOf(form).some(function (other) {
      return Array.from(other.elements).some(function (field) {
        return isTyped(field) && (field.type === "file" || form.elements.version);
      });
    });
  }

  // What was typed into the other forms of the page, kept until the page comes back: for this tab, or
  // where the page asks for it (data-kept) on this computer.
  function keepOthers(form) {
    var kept = othersOf(form).map(function (other) {
      var fields = Array.from(other.elements).filter(function (field) {
        return field.name && field.type !== "file";
      });
      var values = (fields.some(isTyped) ? fields : []).filter(function (field) {
        return isTyped(field) || field.type === "select-one";
      }).map(function (field) {
        return [field.name, field.value, isTyped(field)];
      });
      return {form: nameOf(other), values: values};
    }).filter(function (other) {
      return other.values.length;
    });
    if (kept.length) {
      shelf().setItem(othersName(), JSON.stringify(kept));
    } else {
      shelf().removeItem(othersName());
    }
  }

  function shelf() {
    return one("[data-kept]") ? localStorage : sessionStorage;
  }

  function othersName() {
    var page = one("[data-kept]");
    return "others " + (page ? page.dataset.kept + " " : "") + pageName();
  }

  // A page that answers a refused post at another address says which it is.
  function pageName() {
    var page = one("[data-page]");
    return page ? page.dataset.page : location.pathname;
  }

  function restoreOthers() {
    var left = JSON.parse(shelf().getItem(othersName()) || "[]").filter(function (kept) {
      return !fill(kept);
    });
    shelf().removeItem(othersName());
    if (one("[data-kept]")) {
      keepOthers(null);
    }
    if (left.length && one("[data-page]")) {
      sessionStorage.setItem("unfilled " + pageName(), JSON.stringify(left));
    }
  }

  // Puts kept values back into the form that they were typed into, and unfolds it; whether it is there.
  function fill(kept) {
    return Array.from(document.forms).filter(function (form) {
      return isKept(form) && nameOf(form) === kept.form;
    }).map(function (form) {
      kept.values.forEach(function (pair) {
        var field = form.elements[pair[0]];
        if (field && (field.type !== "select-one" || offers(field, pair[1]))) {
          field.value = pair[1];
        }
      });
      if (form.closest("details")) {
        form.closest("details").open = true;
      }
      return form;
    }).length > 0;
  }

  function offers(select, value) {
    return Array.from(select.options).some(function (option) { return option.value === value; });
  }

  // What is being sent, kept for this tab in case the login has ended meanwhile.
  function keepDraft(form) {
    var values = Array.from(form.elements).filter(function (field) {
      return field.name && TEXTS.concat("select-one").indexOf(field.type) >= 0;
    }).map(function (field) {
      return [field.name, field.value];
    });
    sessionStorage.setItem("draft", JSON.stringify({
      page: location.pathname, form: nameOf(form), values: values
    }));
  }

  function restoreDraft() {
    var draft = JSON.parse(sessionStorage.getItem("draft") || "null");
    if (!draft) {
      return;
    }
    if (one("input[name=username]")) {
      draft.login = true;
      sessionStorage.setItem("draft", JSON.stringify(draft));
      return;
    }
    if (location.pathname !== draft.page && draft.login) {
      return; // not yet back on the page
    }
    sessionStorage.removeItem("draft");
    if (draft.login) {
      fill(draft);
    }
  }

  document.addEventListener("submit", function (event) {
    var button = event.submitter;
    if (event.defaultPrevented || !button || button.form.method !== "post") {
      return;
    }
    if (losesMuch(button.form) &&
        !confirm("这一页还有填了没有保存的内容。文字会留着，选好的文件要重选。确定继续吗？")) {
      event.preventDefault();
      return;
    }
    keepOthers(button.form);
    if (!button.form.elements.username) {
      keepDraft(button.form);
    }
    disable(button);
    if ("upload" in button.form.dataset && window.FormData) {
      event.preventDefault();
      upload(button.form);
    }
  });

  window.addEventListener("pageshow", function () {
    document.querySelectorAll("[data-pressed]").forEach(release);
  });

  // Files go with a bar that shows how far they are; the answer is the page that a plain post gets.
  function upload(form) {
    var bar = form.querySelector("progress");
    var request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.upload.onprogress = function (event) {
      if (event.lengthComputable) {
        bar.value = event.loaded / event.total;
      }
    };
    request.upload.onload = function () {
      bar.removeAttribute("value"); // all is sent; until it is told how far the reading is
      if ("watch" in form.dataset) {
        watch(form, bar, request);
      }
    };
    request.onabort = function () {
      cancel.remove();
      bar.hidden = true;
      bar.value = 0;
      form.querySelectorAll("[data-pressed]").forEach(release);
    };
    var cancel = document.createElement("button");
    cancel.type = "button";
    cancel.className = "btn sm";
    cancel.textContent = "取消";
    cancel.addEventListener("click", function () {
      if ("watch" in form.dataset) {
        ask("POST", form, function () {});
      }
      request.abort();
    });
    bar.after(cancel);
    request.onload = function () {
      if (request.status === 200) {
        history.replaceState(null, "", request.responseURL);
      }
      document.open();
      document.write(request.responseText);
      document.close();
    };
    request.onerror = function () {
      cancel.remove();
      bar.hidden = true;
      form.querySelectorAll("[data-pressed]").forEach(release);
      alert("网络中断，文件没有上传，请再试一次。");
    };
    bar.hidden = false;
    request.send(new FormData(form));
  }

  // How far the reading of a sent file is; posted, it ends.
  function ask(method, form, answered) {
    var request = new XMLHttpRequest();
    var key = "key=" + form.elements.once.value;
    request.open(method, form.dataset.watch + (method === "GET" ? "?" + key : ""));
    request.setRequestHeader("Content-Type", "application/x-www-form-urlencoded");
    request.setRequestHeader("X-CSRFToken", form.elements.csrfmiddlewaretoken.value);
    request.onload = function () {
      if (request.status === 200) {
        answered(JSON.parse(request.responseText));
      }
    };
    request.send(method === "GET" ? null : key);
  }

  function watch(form, bar, request) {
    if (request.readyState === 4 || bar.hidden) {
      return;
    }
    ask("GET", form, function (told) {
      if (told.total) {
        bar.value = told.done / told.total;
      }
    });
    setTimeout(function () {
      watch(form, bar, request);
    }, 500);
  }

  document.addEventListener("paste", function (event) {
    var input = one("[data-upload] input[type=file]");
    if (input && event.clipboardData.files.length) {
      input.files = event.clipboardData.files;
      event.preventDefault();
    }
  });

  function countPicked(form) {
    var output = form.querySelector("[data-picked]");
    if (output) {
      output.value = "已选 " + form.querySelectorAll(".pick:checked").length + " 件";
    }
  }

  document.addEventListener("change", function (event) {
    var form = event.target.form;
    if ("all" in event.target.dataset) {
      form.querySelectorAll(".pick").forEach(function (box) {
        box.checked = event.target.checked;
      });
    }
    if (form) {
      countPicked(form);
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

  document.addEventListener("input", function (event) {
    var form = event.target.form;
    if (one("[data-kept]") && form && isKept(form)) {
      keepOthers(null);
    }
  });

  document.addEventListener("htmx:afterSettle", function (event) {
    focusSummary(event.target);
  });
  focusSummary(document);
  document.querySelectorAll("form.queue").forEach(countPicked);
  restoreDraft();
  restoreOthers();
})();
