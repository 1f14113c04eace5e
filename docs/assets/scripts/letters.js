// Shows the button that copies a letter, and copies its words. Loaded only by pages that hold a letter.
function lines(words) {
  const blocks = [...words.children].flatMap((block) =>
    block.matches("ul, ol") ? [[...block.children].map((item) => `- ${item.textContent.trim()}`).join("\n")] : [block.textContent.trim()]);
  return blocks.map((block) => block.replace(/[ \t]+/g, " ")).join("\n\n");
}

for (const letter of document.querySelectorAll(".letter")) {
  const button = letter.querySelector(".copy-letter");
  const status = letter.querySelector(".copied");
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    status.textContent = "";
    navigator.clipboard.writeText(lines(letter.querySelector(".letter-words")))
      .then(() => { status.textContent = status.dataset.copied; })
      .catch(() => { status.textContent = status.dataset.failed; });
  });
}
