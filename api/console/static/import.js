// Shows how far an upload is, and lets files be dropped on the form. Without it the form is sent as any other.
"use strict";

function sizeOf(files) {
  return (Array.from(files).reduce((sum, file) => sum + file.size, 0) / 1048576).toFixed(1);
}

function prepare() {
  const form = document.getElementById("import-form");
  const panel = document.getElementById("progress");
  const bar = panel.querySelector("progress");
  const told = panel.querySelector("[role=status]");
  const field = form.querySelector("input[type=file]");

  function show(text, percent) {
    panel.hidden = false;
    told.textContent = text;
    bar.hidden = percent === undefined;
    if (percent === null) bar.removeAttribute("value");
    else bar.value = percent;
  }

  function lock(locked) {
    form.querySelectorAll("button").forEach((button) => { button.disabled = locked; });
  }

  function broken() {
    lock(false);
    show(panel.dataset.broken, undefined);
  }

  function chosen() {
    if (field.files.length === 0) return;
    show(panel.dataset.chosen.replace("#", field.files.length).replace("@", sizeOf(field.files)), undefined);
  }

  function open(answer) {
    if (answer.status < 400) {
      location.assign(answer.responseURL);
      return;
    }
    const page = new DOMParser().parseFromString(answer.responseText, "text/html");
    document.querySelector("main").replaceWith(page.querySelector("main"));
    prepare();
    const alert = document.querySelector("[role=alert]");
    alert.tabIndex = -1;
    alert.focus();
  }

  function content(button) {
    const data = new FormData(form);
    if (button && button.name) data.append(button.name, button.value);
    form.querySelectorAll("input[webkitdirectory]").forEach((folder) => {
      data.delete(folder.name);
      for (const file of folder.files) data.append(folder.name, file, file.webkitRelativePath || file.name);
    });
    return data;
  }

  function send(event) {
    if (event.submitter && event.submitter.value === "workbook") return; // a download is the browser's own business
    event.preventDefault();
    const call = new XMLHttpRequest();
    call.open("POST", form.action);
    call.upload.onprogress = (state) => {
      const percent = Math.floor((100 * state.loaded) / state.total);
      if (percent < 100) show(panel.dataset.sending + " " + percent + " %", percent);
      else show(panel.dataset.reading, null);
    };
    call.onload = () => open(call);
    call.onerror = broken;
    call.send(content(event.submitter));
    lock(true); // pressed twice, the files would be imported twice
    show(panel.dataset.sending, 0);
  }

  field.addEventListener("change", chosen);
  form.addEventListener("submit", send);
  form.addEventListener("dragover", (event) => {
    event.preventDefault();
    form.classList.add("over");
  });
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("over");
    if (event.dataTransfer.files.length && !field.webkitdirectory) field.files = event.dataTransfer.files;
    chosen();
  });
}

prepare();
