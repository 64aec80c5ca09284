import { describe, expect, it } from "vitest";
import { channelsHeard, doneSteps, isNeeded, nextStep, type Known } from "./firstRun";

const sensors = ["A", "B", "C"].map((id, k) => ({ id, x_mm: k, y_mm: k * k, z_mm: 0 }));
const survey = { created_at: "2026-11-26T10:00:00Z", survey: { sensors } };
const nothing: Known = { survey: null, isListening: false, heard: [], calibrations: [], hasArrow: false };
const impact = (ticks: (number | null)[], at = "2026-11-26T11:00:00Z") => ({
  detected_at: at,
  ticks,
  outcome: "test",
  x_mm: null,
});
const accepted = { kind: "array", status: "accepted", result: { survey: sensors } };

describe("the first run", () => {
  it("begins with the sensors and goes on with what is missing", () => {
    expect(nextStep(doneSteps(nothing))).toBe("sensors");
    expect(nextStep(doneSteps({ ...nothing, survey }))).toBe("board");
    expect(nextStep(doneSteps({ ...nothing, survey, isListening: true }))).toBe("hearing");
    const heard = [impact([1, null, 3]), impact([null, 2, null])];
    expect(nextStep(doneSteps({ ...nothing, survey, isListening: true, heard }))).toBe("template");
    const known = { ...nothing, survey, isListening: true, heard, calibrations: [accepted] };
    expect(nextStep(doneSteps(known))).toBe("firstArrow");
    expect(nextStep(doneSteps({ ...known, hasArrow: true }))).toBeNull();
  });

  it("counts only what was heard since the sensors hang where they do", () => {
    const before = impact([1, 2, 3], "2026-11-26T09:59:59Z");
    expect(channelsHeard({ survey, heard: [before] }).size).toBe(0);
    expect(doneSteps({ ...nothing, survey, heard: [impact([1, 2, null])] }).hearing).toBe(false);
    expect(doneSteps({ ...nothing, survey, heard: [impact([1, 2, 3])] }).hearing).toBe(true);
  });

  it("wants another calibration for other sensors, and for one that was rolled back", () => {
    const moved = sensors.map((sensor) => ({ ...sensor, x_mm: sensor.x_mm + 1 }));
    const of = (calibration: Known["calibrations"][number]) =>
      doneSteps({ ...nothing, survey, calibrations: [calibration] }).calibration;
    expect(of(accepted)).toBe(true);
    expect(of({ ...accepted, result: { survey: moved } })).toBe(false);
    expect(of({ ...accepted, status: "rolled_back" })).toBe(false);
    expect(of({ ...accepted, kind: "acceptance" })).toBe(false);
  });

  it("is asked for by the live page while arrows cannot be placed well", () => {
    const done = doneSteps({ ...nothing, survey, isListening: true, calibrations: [accepted] });
    expect(isNeeded(done)).toBe(false);
    expect(isNeeded({ ...done, calibration: false })).toBe(true);
    expect(isNeeded({ ...done, board: false })).toBe(true);
    expect(isNeeded({ ...done, sensors: false })).toBe(true);
  });
});
