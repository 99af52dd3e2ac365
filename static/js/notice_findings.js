// What the checks find, kept up with what is saved; a finding leads to the words themselves.
(function () {
  "use strict";
  var page = document.querySelector("[data-version]");

  // A sign-off stands against what the page shows: not against what a colleague wrote meanwhile.
  document.addEventListener("saved", function (event) {
    var told = event.detail;
    if (told.version === Number(page.dataset.version) + (told.wrote ? 1 : 0)) {
      page.dataset.version = told.version;
      document.querySelectorAll("[name=version]").forEach(function (field) {
        field.value = told.version;
      });
    } else {
      document.querySelector("[data-behind]").hidden = false;
    }
    document.getElementById("findings").outerHTML = told.findings;
    document.querySelectorAll("[data-finds]").forEach(function (box) {
      show(box, told.finds[box.closest(".pas").id] || "");
    });
  });

  function namesIn(part) {
    return Array.from(part.querySelectorAll("li")).map(function (row) { return row.id; }).join();
  }

  // A finding that is still there stays as it is, with what was typed about it.
  function show(box, html) {
    var fresh = document.createElement("div");
    fresh.innerHTML = html;
    if (namesIn(fresh) !== namesIn(box)) {
      fresh.querySelectorAll("li").forEach(function (row) {
        row.replaceWith(box.querySelector("#" + row.id) || row);
      });
      box.replaceChildren.apply(box, Array.from(fresh.childNodes));
      box.closest(".pas").classList.toggle("found", Boolean(html));
    }
  }

  // Where the words are by now, next to where they were; the server counts whole characters.
  function place(text, words, start) {
    var was = Array.from(text).slice(0, start).join("").length;
    var best = -1;
    for (var at = text.indexOf(words); at >= 0 && words; at = text.indexOf(words, at + 1)) {
      if (best < 0 || Math.abs(at - was) < Math.abs(best - was)) {
        best = at;
      }
    }
    return words ? best : Math.min(was, text.length);
  }

  document.addEventListener("click", function (event) {
    var link = event.target.closest("[data-start]");
    var passage = link && document.querySelector(link.getAttribute("href"));
    var editor = passage && passage.querySelector("details.ed");
    if (!editor) {
      return;
    }
    event.preventDefault();
    editor.open = true;
    var words = link.dataset.words;
    var box = editor.querySelector(link.dataset.part === "lead" ? "[name=lead]" : "textarea");
    var at = place(box.value, words, Number(link.dataset.start));
    box.focus({preventScroll: true});
    if (at >= 0) {
      box.setSelectionRange(at, at + words.length);
    }
    bring(box, Math.max(at, 0));
  });

  // A box grows with its text: the words stand about as far down in it as in the text.
  function bring(box, at) {
    var area = box.getBoundingClientRect();
    var down = area.height * at / Math.max(box.value.length, 1);
    window.scrollBy(0, area.top + down - window.innerHeight / 2);
  }
})();
