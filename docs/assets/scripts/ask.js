// Writes the email of the form on the page about formats. Nothing is sent: the reader's own program opens with it.

// The words of the email: in the reader's language, then in English for the staff who read it.
export function letter(form, fields) {
  const { own, english, subject, to } = form.dataset;
  const chosen = [fields.format, fields.language].map((select) => select.selectedOptions[0]);
  const words = (...lines) => [...lines, fields.more.value].filter(Boolean).join("\n");
  const first = words(own, ...chosen.map((option) => option.textContent));
  const body = own === english ? first : `${first}\n\n--\n${words(english, ...chosen.map((option) => option.dataset.english))}`;
  return `mailto:${to}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(`${body}\n${location.href}`.replaceAll("\n", "\r\n"))}`;
}

export function start(form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    location.href = letter(form, form.elements);
  });
}
