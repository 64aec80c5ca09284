// @vitest-environment jsdom
import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { defineComponent, h } from "vue";
import { api } from "../api/client";
import type { SurveyCreate, SurveyInForce } from "../api/types";
import { KITS, placesOf } from "../domain/kits";
import { useFirstRun } from "../stores/firstRun";
import { createLiveStore } from "../stores/live";
import { completeTexts } from "../texts";
import SetupSensors from "./SetupSensors.vue";

const SIDE_MM = 1300;
/** The survey in force: the kit of so many sensors. */
function inForce(sensors: number): SurveyInForce {
  const places = KITS.filter((kit) => !kit.has_board).map((kit) => placesOf(kit, SIDE_MM, SIDE_MM));
  const survey = {
    butt: { width_mm: SIDE_MM, height_mm: SIDE_MM },
    sensors: places.find((one) => one.length === sensors),
  };
  return { current: { survey }, history: [] } as unknown as SurveyInForce;
}

describe("where the sensors are", () => {
  /** Answers to what was asked for the survey, given one by one. */
  const answers: ((found: SurveyInForce) => void)[] = [];
  const sent: SurveyCreate[] = [];

  async function shown() {
    const live = createLiveStore();
    const page = mount(
      defineComponent({
        setup() {
          const run = useFirstRun(live);
          return () => h(SetupSensors, { run });
        },
      }),
    );
    const answer = async (k: number, found: SurveyInForce) => {
      answers[k]?.(found);
      await flushPromises();
    };
    await answer(0, inForce(8));
    const button = (text: string) => {
      const found = page.findAll("button").find((one) => one.text() === text);
      if (!found) throw new Error(text);
      return found;
    };
    const hasFour = () => button("4 in the corners").attributes("aria-pressed");
    /** A calibration changes, and what is read again soon after is asked for. */
    const recalibrate = async (id: string) => {
      live.state.calibration = { id } as never;
      await flushPromises();
      await vi.runAllTimersAsync();
    };
    return { page, answer, button, hasFour, recalibrate };
  }

  beforeAll(completeTexts);
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    answers.length = sent.length = 0;
    vi.spyOn(api, "survey").mockImplementation(() => new Promise((resolve) => answers.push(resolve)));
    vi.spyOn(api, "nodeConnection").mockResolvedValue({} as never);
    vi.spyOn(api, "calibrations").mockResolvedValue({ rows: [] } as never);
    vi.spyOn(api, "recentDetections").mockResolvedValue({ rows: [] } as never);
    vi.spyOn(api, "putSurvey").mockImplementation((one) => Promise.resolve(String(sent.push(one))));
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it("stay as they were chosen after a save, though what was saved is read only then", async () => {
    const { answer, button, hasFour } = await shown();
    expect(hasFour()).toBe("false");
    await button("6 at the sides").trigger("click");
    await button("The sensors are there").trigger("click");
    await flushPromises();
    await button("4 in the corners").trigger("click");
    await answer(1, inForce(6));
    expect(hasFour()).toBe("true");
    await button("The sensors are there").trigger("click");
    expect(sent.map((one) => one.survey.sensors.length)).toEqual([6, 4]);
  });

  it("stay as they are typed, though a board is plugged in or a calibration changes meanwhile", async () => {
    const { page, answer, button, recalibrate } = await shown();
    await page.get("input[type=number]").setValue("1250");
    await recalibrate("new");
    expect(answers).toHaveLength(2);
    await answer(1, inForce(8));
    await button("The sensors are there").trigger("click");
    expect(sent.map((one) => one.survey.butt.width_mm)).toEqual([1250]);
  });

  it("are those of the box where nobody changed them, and those that were read last", async () => {
    const { answer, hasFour, recalibrate } = await shown();
    for (const id of ["one", "other"]) await recalibrate(id);
    await answer(2, inForce(4));
    expect(hasFour()).toBe("true");
    await answer(1, inForce(8));
    expect(hasFour()).toBe("true");
  });
});
