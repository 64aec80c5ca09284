/** The state of the timer at a moment: it came with all its steps, by the appliance's clock. */

export interface TimerStep {
  period: number;
  turn: number;
  phase: "run_up" | "shooting";
  begins_at: string;
  ends_at: string;
  warns_at: string | null;
}

export interface Timer {
  plan: {
    kind: "ends" | "alternating" | "shoot_off" | "make_up";
    shooting_s: number;
    turns: number;
    arrows: number;
    passes_on: "tap" | "time" | "arrows";
  };
  status: "ready" | "running" | "paused" | "emergency" | "stopped";
  held_at: string | null;
  /** Who shoots in each turn, where known. */
  sides: readonly { name: string }[];
  steps: readonly TimerStep[];
}

export interface TimerLook {
  phase: "ready" | "over" | TimerStep["phase"];
  light: "red" | "amber" | "green";
  /** Time until the light turns red or, in a run-up, until it turns from red. */
  leftMs: number;
  step: TimerStep | null;
  isHeld: boolean;
}

export function lookAt(timer: Timer, nowMs: number): TimerLook {
  const steps = timer.steps;
  const last = steps.at(-1);
  if (timer.status === "ready" || !last)
    return { phase: "ready", light: "red", leftMs: timer.plan.shooting_s * 1000, step: null, isHeld: false };
  const isHeld = timer.status === "paused" || timer.status === "emergency";
  const at = timer.held_at === null ? nowMs : Date.parse(timer.held_at);
  const step = steps.find((one) => at < Date.parse(one.ends_at));
  if (timer.status === "stopped" || !step) return { phase: "over", light: "red", leftMs: 0, step: last, isHeld: false };
  const leftMs = Date.parse(step.ends_at) - Math.max(at, Date.parse(step.begins_at));
  const isWarned = step.warns_at !== null && at >= Date.parse(step.warns_at);
  const light = isHeld || step.phase === "run_up" ? "red" : isWarned ? "amber" : "green";
  return { phase: step.phase, light, leftMs, step, isHeld };
}

/** Whole seconds, rounded up: 120 at first, and 0 only when time is over. */
export const wholeSeconds = (leftMs: number) => Math.ceil(Math.max(0, leftMs) / 1000);

/** Whether sides shoot in turns within the end. */
export const isAlternating = ({ plan }: Timer) =>
  plan.turns > 1 && (plan.kind === "alternating" || plan.kind === "shoot_off");

/** Whether another turn follows this one, automatically or by a tap. */
export function hasNext(timer: Timer, step: TimerStep): boolean {
  const { plan, steps } = timer;
  if (plan.passes_on === "tap") return step.period + 1 < plan.turns * (isAlternating(timer) ? plan.arrows : 1);
  return steps.some((one) => one.period > step.period);
}

/** Whose turn it is: the name of a side, or the letters of a detail. */
export function turnName(timer: Timer, turn: number, details: readonly string[]): string {
  if (timer.plan.turns === 1) return "";
  const side = timer.sides[turn - 1];
  if (side) return side.name;
  if (isAlternating(timer)) return "ABC".charAt(turn - 1);
  return (details.length === timer.plan.turns ? details[turn - 1] : ["AB", "CD", "EF"][turn - 1]) ?? "";
}
