// Suggestions under the search field: text only, the arrow keys choose, Enter opens.
"use strict";
(() => {
  const field = document.getElementById("q"), list = document.getElementById("suggestions");
  let timer = 0, asked = 0, chosen = -1;

  const close = () => {
    list.hidden = true;
    chosen = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };
  const choose = n => {
    const items = [...list.children];
    chosen = (n + items.length) % items.length;
    items.forEach((item, i) => item.setAttribute("aria-selected", String(i === chosen)));
    field.setAttribute("aria-activedescendant", items[chosen].id);
  };
  const show = found => {
    list.replaceChildren(...found.map((one, i) => {
      const item = document.createElement("li"), link = document.createElement("a");
      item.id = `suggestion-${i}`;
      item.setAttribute("role", "option");
      link.href = one.href;
      link.tabIndex = -1;
      for (const part of ["label", "detail", "title"]) {
        const text = document.createElement("bdi");
        text.className = part;
        text.textContent = one[part];
        link.append(text, " ");
      }
      item.append(link);
      return item;
    }));
    list.hidden = found.length === 0;
    chosen = -1;
    field.setAttribute("aria-expanded", String(found.length > 0));
  };
  field.addEventListener("input", () => {
    clearTimeout(timer);
    const words = field.value.trim(), mine = ++asked;
    if (!words) return close();
    timer = setTimeout(async () => {
      try {
        const answer = await fetch(`${new URL("suggest", field.form.action)}?q=${encodeURIComponent(words)}`);
        if (answer.ok && mine === asked) show(await answer.json());
      } catch { close(); }
    }, 120);
  });
  field.addEventListener("keydown", event => {
    if (event.key === "Escape") {
      if (!list.hidden) event.preventDefault(); // which would empty the field too
      close();
    }
    else if (!list.hidden && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      choose(chosen + (event.key === "ArrowDown" ? 1 : chosen < 0 ? 0 : -1));
    } else if (event.key === "Enter" && chosen >= 0 && !list.hidden) {
      event.preventDefault();
      list.children[chosen].firstChild.click();
    }
  });
  document.addEventListener("click", event => { if (!event.target.closest(".find")) close(); });
})();
