import { type AsyncComponentLoader, type Component, defineAsyncComponent } from "vue";

const AGAIN_MS = 2_000;
const TRIES = 30;

/**
 * A part that is loaded when it is first needed; if the Wi-Fi is away at that moment, again after growing pauses, up to
 * a quarter of an hour; what is missing then belongs to an older page.
 */
export const laterPart = <T extends Component>(loader: AsyncComponentLoader<T>) =>
  defineAsyncComponent({
    loader,
    onError: (_, retry, fail, tried) => (tried < TRIES ? void setTimeout(retry, AGAIN_MS * tried) : fail()),
  });
