// Asks how far the work is and shows the answer in place. Without it the page loads itself anew.
"use strict";

async function look() {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.getElementById("state");
    if (now === null) {
      document.title = page.title;
      document.querySelector("main").replaceWith(page.querySelector("main"));
      document.querySelector("main").focus();
      return;
    }
    const told = document.getElementById("state");
    if (told.textContent !== now.textContent) told.textContent = now.textContent; // said once by a screen reader
  } catch {
    // the connection is away: ask again
  }
  setTimeout(look, 1000);
}

look();
