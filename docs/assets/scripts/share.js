// Hands the page to the device's own list of ways to send it; where there is none, copies its address.

export async function use(button, say) {
  say("");
  const page = { title: document.title, url: location.href };
  if (navigator.share) {
    // A reader who closes the list has changed their mind: no fault
    await navigator.share(page).catch((fault) => { if (fault.name !== "AbortError") throw fault; });
    return;
  }
  await navigator.clipboard.writeText(page.url);
  say(button.dataset.copied);
}
