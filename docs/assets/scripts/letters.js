// Shows the button that copies a letter, and copies the words that it has as an email. Loaded only by pages with a letter.
function words(letter) {
  const email = new URL(letter.querySelector("a[href^='mailto:']").href).searchParams;
  return `${email.get("subject")}\n\n${email.get("body").replaceAll("\r\n", "\n")}`;
}

for (const letter of document.querySelectorAll(".letter")) {
  const button = letter.querySelector(".copy-letter");
  const status = letter.querySelector(".copied");
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    status.textContent = "";
    navigator.clipboard.writeText(words(letter))
      .then(() => { status.textContent = status.dataset.copied; })
      .catch(() => { status.textContent = status.dataset.failed; });
  });
}
