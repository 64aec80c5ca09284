/** The question that comes where something was refused, over whatever page is open: this phone is not paired. */
import { createApp } from "vue";
import { api } from "./api/client";
import PairingDialog from "./pages/PairingDialog.vue";

let asking: Promise<boolean> | null = null;
let wasDeclined = false;

/**
 * Asks for the PIN, once for all that is refused meanwhile. What a page reads by itself asks only where not even
 * watching is open, and nobody again who said no.
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
    // an application of its own counts its ids anew: a label would lead to a field of the page behind it
    dialog.config.idPrefix = "pair";
    dialog.mount(place);
  });
}
