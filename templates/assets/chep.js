// "Chép" beside each citing string: only where the browser can copy.
if (navigator.clipboard) {
  const said = Object.assign(document.createElement("p"), { className: "an", role: "status" });
  document.body.append(said);
  for (const text of document.querySelectorAll("[data-chep]")) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "chep", textContent: "Chép" });
    button.setAttribute("aria-label", `Chép: ${text.previousElementSibling.textContent}`);
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text.textContent);
        button.textContent = said.textContent = "Đã chép";
      } catch {
        button.textContent = said.textContent = "Không chép được";
      }
      setTimeout(() => { button.textContent = "Chép"; said.textContent = ""; }, 2000);
    });
    text.previousElementSibling.append(button);
  }
}

// Who comes from a search finds its words marked.
const sheet = document.querySelector("[data-marks]");
if (sheet && new URL(location.href).searchParams.has("tim")) import(new URL(sheet.dataset.marks, document.baseURI));
