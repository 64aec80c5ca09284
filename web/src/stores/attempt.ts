/** Asking the server for something: what it refused, in its words; while it thinks; and one way back. */
import { reactive, ref, shallowRef } from "vue";
import { ApiError } from "../api/client";
import { t, type Key } from "../texts";

export interface Attempt {
  errors: string[];
  /** The same sentences, by the field that they are about. */
  byField: Record<string, string>;
  isBusy: boolean;
}

export function useAttempt() {
  const state = reactive<Attempt>({ errors: [], byField: {}, isBusy: false });

  /** True when it went well. `lost` says what it means when somebody else was quicker (404, 422 on the whole). */
  async function attempt(work: () => Promise<unknown>): Promise<boolean> {
    state.isBusy = true;
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
      state.isBusy = false;
    }
  }

  return { state, attempt };
}

export function sentences(error: ApiError): string[] {
  if (error.code === 0) return [t("noAnswer")];
  if (error.code === 404) return [t("goneMeanwhile"), ...error.lines];
  return error.lines.length ? error.lines : [t("somethingWrong")];
}

export interface Step {
  said: Key;
  back: (() => Promise<unknown>) | null;
}

const SHOWN_MS = 8000;
const lastStep = shallowRef<Step | null>(null);
const isUndoing = ref(false);
let timer: ReturnType<typeof setTimeout> | undefined;

/** Tell what was done, and offer the way back for a while. */
export function done(said: Key, back: Step["back"] = null): void {
  clearTimeout(timer);
  lastStep.value = { said, back };
  timer = setTimeout(() => (lastStep.value = null), SHOWN_MS);
}

export async function undo(): Promise<void> {
  const back = lastStep.value?.back;
  if (!back || isUndoing.value) return;
  isUndoing.value = true;
  try {
    await back();
    done("undone");
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    done("cannotUndo");
  } finally {
    isUndoing.value = false;
  }
}

export function useLastStep() {
  return { lastStep, isUndoing };
}
