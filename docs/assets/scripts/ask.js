// Writes the email of the form on the page about formats. Nothing is sent: the reader's own program opens with it.

// The words of the email: in the reader's language, then in English for the staff who read it.
export function letter(form, fields) {
  const { own, english, subject, to } = form.dataset;
  const chosen = (select) => [select.selectedOptions[0].textContent, select.selectedOptions[0].dataset.english ?? select.selectedOptions[0].textContent];
  const [format, formatEnglish] = chosen(fields.format);
  const [language] = chosen(fields.language);
  const words = (line, first) => `${line}\n${first}\n${language}${fields.more.value ? `\n${fields.more.value}` : ""}`;
  const body = own === english ? words(own, format) : `${words(own, format)}\n\n--\n${words(english, formatEnglish)}`;
  return `mailto:${to}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(`${body}\n${location.href}`.replaceAll("\n", "\r\n"))}`;
}

export function start(form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    location.href = letter(form, form.elements);
  });
}
