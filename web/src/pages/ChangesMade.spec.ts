// @vitest-environment jsdom
import { flushPromises, mount } from "@vue/test-utils";
import { beforeAll, expect, it } from "vitest";
import type { Correction } from "../api/types";
import { completeTexts } from "../texts";
import ChangesMade from "./ChangesMade.vue";

const by = (made_by: string): Correction[] => [
  {
    id: made_by,
    session_id: null,
    made_at: "2026-11-20T10:00:00Z",
    made_by,
    kind: "goal",
    shot_id: null,
    archer_id: null,
    before: null,
    after: { arrows: 36, period: "week" },
    names: {},
  },
];

beforeAll(completeTexts);

it("shows what was read last, also where an earlier answer comes after it", async () => {
  const answers: ((found: Correction[]) => void)[] = [];
  const read = () => new Promise<Correction[]>((resolve) => answers.push(resolve));
  const page = mount(ChangesMade, { props: { read, changes: 1, showsNewest: true } });
  await page.setProps({ changes: 2 });
  answers[1]?.(by("Marian"));
  answers[0]?.(by("Robin"));
  await flushPromises();
  expect(page.get("[data-test=changed-by]").text()).toContain("Marian");
});
