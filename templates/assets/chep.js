// "Chép" beside each citing string: only where the browser can copy.
// The strings stand here in Vietnamese; the page carries a table of them in another language, if it is in one.
const said = JSON.parse(document.getElementById("loi-dich")?.textContent ?? "{}");
const _ = (text, values = {}) => (said[text] ?? text).replace(/%\((\w+)\)s/g, (_, key) => values[key]);
if (navigator.clipboard) {
  const status = Object.assign(document.createElement("p"), { className: "an", role: "status" });
  document.body.append(status);
  for (const text of document.querySelectorAll("[data-chep]")) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "chep", textContent: _("Chép") });
    button.setAttribute("aria-label", _("Chép: %(name)s", { name: text.previousElementSibling.textContent }));
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text.textContent);
        button.textContent = status.textContent = _("Đã chép");
      } catch {
        button.textContent = status.textContent = _("Không chép được");
      }
      setTimeout(() => { button.textContent = _("Chép"); status.textContent = ""; }, 2000);
    });
    text.previousElementSibling.append(button);
  }
}

// Who comes from a search finds its words marked.
const sheet = document.querySelector("[data-marks]");
if (sheet && new URL(location.href).searchParams.has("tim")) import(new URL(sheet.dataset.marks, document.baseURI));
