/** Requests to the appliance with their state and errors, and notices with a way to undo. */
import { computed, reactive, ref, shallowReactive, shallowRef } from "vue";
import { ApiError } from "../api/request";
import { t, type Key } from "../texts";

export interface Attempt {
  errors: string[];
  /** The same sentences by the field that they concern. */
  byField: Record<string, string>;
  /** Also true while something is being undone, since the content is about to change. */
  readonly isBusy: boolean;
}

const isUndoing = ref(false);

export function useAttempt() {
  const isAsking = ref(false);
  const isBusy = computed(() => isAsking.value || isUndoing.value);
  const state: Attempt = reactive({ errors: [], byField: {}, isBusy });

  /** Runs `work`; resolves to true on success, else the refusals are in `errors` and `byField`. */
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

/** What was done, and how to undo it, if that is possible. */
export interface Notice {
  text: Key;
  undo: (() => Promise<unknown>) | null;
  /** Whether it can still be undone; if absent, until it was undone. */
  isOpen?: (() => boolean) | undefined;
}

const SHOWN_MS = 6000;
/** Largest number of steps that can be undone, on this phone while the page is open. */
const STEPS = 20;
const notice = shallowRef<Notice | null>(null);
const steps = shallowReactive<Notice[]>([]);
const undoable = computed(() => steps.filter((step) => step.isOpen?.() ?? true).at(-1) ?? null);
let timer: ReturnType<typeof setTimeout> | undefined;

/** Shows a notice for a while; it can be undone for longer. */
export function notify(text: Key, undo: Notice["undo"] = null, isOpen?: Notice["isOpen"]): void {
  clearTimeout(timer);
  notice.value = { text, undo, isOpen };
  if (undo !== null) steps.push(notice.value);
  if (steps.length > STEPS) steps.shift();
  timer = setTimeout(() => (notice.value = null), SHOWN_MS);
}

/** Undoes the last step that can be undone. */
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
    // without an answer it can be tried again; a refusal would be repeated
    if (error.code !== 0) steps.splice(steps.indexOf(step), 1);
    notify(error.code === 0 ? "noAnswer" : "cannotUndo");
  } finally {
    isUndoing.value = false;
  }
}

export function useNotice() {
  return { notice, undoable, isUndoing };
}
