/** The API of the shooting timer, and of the clock by which it runs. */
import { call } from "./request";
import type { Timer, TimerAction, TimerCreate, TimerPlan } from "./types";

const CLOCK_WITHIN_MS = 2000;

export const timerApi = {
  clock: () => call<{ now: string }>("GET", "/timer/clock", undefined, CLOCK_WITHIN_MS),
  plans: () => call<TimerPlan[]>("GET", "/timer/plan"),
  setUp: (plan: TimerCreate) => call<Timer>("PUT", "/timer", plan),
  act: (action: TimerAction, revision: number) => call<Timer>("POST", "/timer/action", { action, revision }),
  stopAtOnce: () => call<Timer>("POST", "/timer/emergency-stop"),
  putAway: () => call<undefined>("DELETE", "/timer"),
};
