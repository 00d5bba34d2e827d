/** The choice of a model and of its head. */

const by = (id) => document.getElementById(id);

/** @param {() => void} changed Called when another model or head is chosen. */
export function createModels(changed) {
  let offered = [];
  const model = () => offered[by("model").selectedIndex];
  const head = () => model().heads[by("head").selectedIndex];

  function describe() {
    by("head-hint").textContent = head().description;
    by("licence").textContent = `Licence of the model: ${model().licence}`;
  }

  function fillHeads() {
    const names = model().heads.map((one) => one.name || "road");
    by("head").replaceChildren(...names.map((name) => new Option(name)));
    describe();
  }

  by("model").onchange = () => {
    fillHeads();
    changed();
  };
  by("head").onchange = () => {
    describe();
    changed();
  };
  return {
    model,
    head,
    fill(models) {
      offered = models;
      by("model").replaceChildren(...models.map((one) => new Option(one.name)));
      fillHeads();
    },
  };
}
