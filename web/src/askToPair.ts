/** The dialog that asks to pair this phone when a request was refused, over whatever page is open. */
import { createApp } from "vue";
import { api } from "./api/client";
import PairingDialog from "./pages/PairingDialog.vue";

let asking: Promise<boolean> | null = null;
let wasDeclined = false;

/**
 * Asks for the PIN, once for all requests refused meanwhile. Requests of a page by itself ask only where watching needs
 * pairing too, and not again after somebody declined.
 */
export async function askToPair(method: string): Promise<boolean> {
  if (method === "GET" && (wasDeclined || (await api.access()).role !== null)) return false;
  asking ??= ask().finally(() => (asking = null));
  return asking;
}

function ask(): Promise<boolean> {
  return new Promise((resolve) => {
    const place = document.body.appendChild(document.createElement("div"));
    const dialog = createApp(PairingDialog, {
      onDone: (isPaired: boolean) => {
        dialog.unmount();
        place.remove();
        wasDeclined = !isPaired;
        resolve(isPaired);
      },
    });
    // an app of its own numbers its ids from the start: without a prefix, labels would refer to fields of the page
    // behind
    dialog.config.idPrefix = "pair";
    dialog.mount(place);
  });
}
