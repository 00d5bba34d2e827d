/** Ask the person for the server's token. */

let asking = null;

/** Open the dialog, once for all who ask at the same time; return what was typed. */
export function askToken() {
  asking ??= new Promise((done) => {
    const dialog = document.querySelector("#token-dialog");
    dialog.addEventListener(
      "close",
      () => {
        asking = null;
        done(document.querySelector("#token").value);
      },
      { once: true },
    );
    dialog.showModal();
  });
  return asking;
}
