import type { Directive } from "vue";

/** A tap this soon after a change was meant for what stood there before: seeing and tapping take longer. */
const UNSEEN_MS = 400;

function letBeSeen(element: HTMLElement): void {
  const untouched = { pointerEvents: "none" };
  element.animate([untouched, untouched], UNSEEN_MS);
}

/**
 * `v-settled="question"`: what others' arrows and taps have just put there, or changed, takes no tap until it can have
 * been seen. `.changed`: a tap on this phone opened it, so only its changes count.
 */
export const vSettled: Directive<HTMLElement, unknown, "changed"> = {
  mounted: (element, { modifiers }) => {
    if (!modifiers.changed) letBeSeen(element);
  },
  updated: (element, { value, oldValue }) => {
    if (value !== oldValue) letBeSeen(element);
  },
};
