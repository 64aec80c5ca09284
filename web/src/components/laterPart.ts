import { type AsyncComponentLoader, type Component, defineAsyncComponent } from "vue";

const AGAIN_MS = 2_000;

/** A part that is loaded when it is first needed; if the Wi-Fi is away at that moment, again until it is there. */
export const laterPart = <T extends Component>(loader: AsyncComponentLoader<T>) =>
  defineAsyncComponent({ loader, onError: (_, retry) => setTimeout(retry, AGAIN_MS) });
