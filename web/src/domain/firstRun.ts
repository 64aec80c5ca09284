/** The steps of the first run: which are done follows from the appliance's state, so it can be left and resumed. */

import { areSame, type SensorPlace } from "./kits";

export const STEPS = ["sensors", "board", "hearing", "template", "calibration", "firstArrow"] as const;
export type Step = (typeof STEPS)[number];

export interface Known {
  survey: { created_at: string; survey: { sensors: SensorPlace[] } } | null;
  isListening: boolean;
  /** The latest impacts. */
  heard: readonly { detected_at: string; ticks: readonly (number | null)[]; outcome: string; x_mm: number | null }[];
  calibrations: readonly { kind: string; status: string; result: { survey: SensorPlace[] } | null }[];
  hasArrow: boolean;
}

/** The channels that heard an impact since the last survey. */
export function channelsHeard({ survey, heard }: Pick<Known, "survey" | "heard">): Set<number> {
  const since = survey === null ? 0 : Date.parse(survey.created_at);
  const recent = heard.filter((one) => Date.parse(one.detected_at) >= since);
  return new Set(recent.flatMap((one) => one.ticks.flatMap((tick, channel) => (tick === null ? [] : [channel]))));
}

/** Whether a calibration of the present survey is in force. */
function isCalibrated({ survey, calibrations }: Pick<Known, "survey" | "calibrations">): boolean {
  const newest = calibrations.find((one) => one.kind === "array" && one.status === "accepted");
  if (survey === null || !newest?.result) return false;
  return areSame(newest.result.survey, survey.survey.sensors);
}

export function doneSteps(known: Known): Record<Step, boolean> {
  const sensors = known.survey?.survey.sensors.length ?? 0;
  const heard = channelsHeard(known);
  const calibration = isCalibrated(known);
  return {
    sensors: sensors > 0,
    board: known.isListening,
    hearing: sensors > 0 && Array.from({ length: sensors }, (_, k) => k).every((channel) => heard.has(channel)),
    // nobody can know whether a template was printed, but after the calibration it is not needed any more
    template: calibration,
    calibration,
    firstArrow: known.hasArrow,
  };
}

/** The next step to do; null: all are done. */
export function nextStep(done: Record<Step, boolean>): Step | null {
  return STEPS.find((step) => !done[step]) ?? null;
}

/** Whether arrows cannot be placed well yet, so that the live page leads to the first run. */
export function isNeeded(done: Record<Step, boolean>): boolean {
  return !done.sensors || !done.board || !done.calibration;
}
