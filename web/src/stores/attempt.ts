/** A request to the appliance: whether it is under way, what was refused, and a notice with a way to undo it. */
import { computed, reactive, ref, shallowReactive, shallowRef } from "vue";
import { ApiError } from "../api/request";
import { t, type Key } from "../texts";

export interface Attempt {
  errors: string[];
  /** The same sentences, by the field that they are about. */
  byField: Record<string, string>;
  /** Also while something is being undone: what is shown is about to be otherwise. */
  readonly isBusy: boolean;
}

const isUndoing = ref(false);

export function useAttempt() {
  const isAsking = ref(false);
  const isBusy = computed(() => isAsking.value || isUndoing.value);
  const state: Attempt = reactive({ errors: [], byField: {}, isBusy });

  /** True when it went well; what was refused stands in `errors` and `byField`. */
  async function attempt(work: () => Promise<unknown>): Promise<boolean> {
    isAsking.value = true;
    state.errors = [];
    state.byField = {};
    try {
      await work();
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      state.errors = sentences(error);
      for (const placed of error.placed) {
        const found = /^body\.(\w+)(?:\.[\w.]+)?: (.*)$/s.exec(placed);
        if (found?.[1] && found[2]) state.byField[found[1]] = found[2];
      }
      return false;
    } finally {
      isAsking.value = false;
    }
  }

  return { state, attempt };
}

export function sentences(error: ApiError): string[] {
  if (error.code === 0) return [t("noAnswer")];
  if (error.code === 404) return [t("goneMeanwhile"), ...error.lines];
  return error.lines.length ? error.lines : [t("somethingWrong")];
}

/** What was done, and how it is undone where it can be. */
export interface Notice {
  text: Key;
  undo: (() => Promise<unknown>) | null;
  /** Whether there is a way back still; without it there is one until it was gone. */
  isOpen?: (() => boolean) | undefined;
}

const SHOWN_MS = 6000;
/** How many steps back are remembered, on this phone, as long as the page is open. */
const STEPS = 20;
const notice = shallowRef<Notice | null>(null);
const steps = shallowReactive<Notice[]>([]);
const undoable = computed(() => steps.filter((step) => step.isOpen?.() ?? true).at(-1) ?? null);
let timer: ReturnType<typeof setTimeout> | undefined;

/** Says for a while what was done; the way back stays open longer than the words. */
export function notify(text: Key, undo: Notice["undo"] = null, isOpen?: Notice["isOpen"]): void {
  clearTimeout(timer);
  notice.value = { text, undo, isOpen };
  if (undo !== null) steps.push(notice.value);
  if (steps.length > STEPS) steps.shift();
  timer = setTimeout(() => (notice.value = null), SHOWN_MS);
}

/** Takes back the last step that can be; then the one before it is the last. */
export async function undo(): Promise<void> {
  const step = undoable.value;
  if (!step?.undo || isUndoing.value) return;
  isUndoing.value = true;
  try {
    await step.undo();
    steps.splice(steps.indexOf(step), 1);
    notify("undone");
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    // without an answer it can be tried again; what was refused would be refused again
    if (error.code !== 0) steps.splice(steps.indexOf(step), 1);
    notify(error.code === 0 ? "noAnswer" : "cannotUndo");
  } finally {
    isUndoing.value = false;
  }
}

export function useNotice() {
  return { notice, undoable, isUndoing };
}
