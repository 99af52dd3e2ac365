// What is typed into a notice and not saved is kept on this computer, for this person.
(function () {
  "use strict";
  var page = document.querySelector("[data-kept]");
  var UNFILLED = "unfilled " + page.dataset.page;
  var PREFIX = "notice " + page.dataset.kept + " ";

  // With what the form had seen of the passage: the server refuses it where that is another by now.
  function keep(form) {
    var fields = form.elements;
    var lead = fields.lead ? fields.lead.value : "";
    var same = fields.text.value === fields.text.defaultValue &&
      (!fields.lead || lead === fields.lead.defaultValue);
    if (same) {
      localStorage.removeItem(PREFIX + fields.key.value);
    } else {
      localStorage.setItem(PREFIX + fields.key.value, JSON.stringify({
        text: fields.text.value, lead: lead, seen: fields.seen.value
      }));
    }
  }

  ["input", "settled"].forEach(function (name) {
    document.addEventListener(name, function (event) {
      var form = event.target.closest("form[data-autosave]");
      if (form) {
        keep(form);
      }
    });
  });

  function restore(form, left) {
    var fields = form.elements;
    var fresh = {
      text: fields.text.defaultValue,
      lead: fields.lead ? fields.lead.defaultValue : "",
      seen: fields.seen.value,
      html: form.closest(".pas").querySelector("[data-text]").innerHTML
    };
    if (left.text === fresh.text && (!fields.lead || left.lead === fresh.lead)) {
      keep(form);
      return;
    }
    fields.text.value = left.text;
    if (fields.lead) {
      fields.lead.value = left.lead;
    }
    fields.seen.value = left.seen;
    form.closest("details").open = true;
    tellOf(form);
    if (left.seen !== fresh.seen) {
      form.dispatchEvent(new CustomEvent("stale", {bubbles: true, detail: fresh}));
    }
    var told = {text: "上次写的内容没有存上，已放回这里，请核对后保存。", failed: true};
    form.dispatchEvent(new CustomEvent("say", {detail: told}));
  }

  // At the head of the page, as the box may be far down.
  function tellOf(form) {
    var told = document.querySelector("[data-restored]");
    var link = document.createElement("a");
    link.href = "#" + form.elements.key.value;
    link.textContent = form.querySelector("label[for^=t-]").textContent;
    told.hidden = false;
    told.lastElementChild.append(" ", link);
  }

  // What has no box any more: the passage is gone, or the notice cannot be edited now.
  function show(text, name) {
    var section = document.querySelector("[data-lost-kept]");
    if (!section) {
      section = document.getElementById("lost").content.firstElementChild.cloneNode(true);
      section.dataset.lostKept = "";
      document.getElementById("lost").after(section);
    }
    var one = document.getElementById("lost-one").content.firstElementChild.cloneNode(true);
    one.querySelector("textarea").value = text;
    one.querySelector("[data-drop]").dataset.drop = name;
    section.lastElementChild.append(one);
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-copy], [data-drop]");
    var one = button && button.closest("[data-lost]");
    if (one && "copy" in button.dataset) {
      one.querySelector("textarea").select();
      document.execCommand("copy"); // the newer way is closed to a site without https
      button.textContent = "已复制";
    } else if (one) {
      localStorage.removeItem(button.dataset.drop);
      one.remove();
    }
  });

  Object.keys(localStorage).forEach(function (name) {
    if (name.indexOf(PREFIX) !== 0) {
      return;
    }
    var left = JSON.parse(localStorage.getItem(name));
    var key = document.querySelector(
      "form[data-autosave] [name=key][value='" + CSS.escape(name.slice(PREFIX.length)) + "']");
    if (key) {
      restore(key.form, left);
    } else {
      show((left.lead ? left.lead + "\n" : "") + left.text, name);
    }
  });

  // What base.js kept of forms that are not on the page any more.
  JSON.parse(sessionStorage.getItem(UNFILLED) || "[]").forEach(function (one) {
    one.values.filter(function (pair) { return pair[2]; }).forEach(function (pair) {
      show(pair[1], "");
    });
  });
  sessionStorage.removeItem(UNFILLED);
})();
