// Proposes an address while a name is typed, until somebody writes an address of their own.
(() => {
  const named = document.getElementById("name"),
    address = document.getElementById("key");
  if (!named || !address || !String.prototype.normalize) return;
  let proposed = address.value;
  named.addEventListener("input", () => {
    if (address.value !== proposed) return;
    const plain = named.value
      .normalize("NFKD")
      .toLowerCase()
      .replace(/[\u0300-\u036f'\u2019]/g, "");
    proposed = (plain.match(/[a-z0-9]+/g) || []).join("-").slice(0, 56).replace(/-+$/, "");
    address.value = proposed;
  });
})();
