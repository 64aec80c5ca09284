import { nextTick, ref } from "vue";
import { describe, expect, it } from "vitest";
import { useDraft } from "./draft";

async function aForm() {
  const [found, typed] = [ref<string | null>(null), ref("")];
  const take = (now: string) => (typed.value = now);
  const draft = useDraft(
    () => found.value,
    take,
    () => typed.value,
  );
  const read = async (now: string) => {
    found.value = now;
    await nextTick();
    return typed.value;
  };
  expect(await read("as it was")).toBe("as it was");
  return { draft, typed, read };
}

describe("a form over what the appliance has", () => {
  it("follows it until somebody changes something", async () => {
    const { typed, read } = await aForm();
    expect(await read("of another phone")).toBe("of another phone");
    typed.value = "mine";
    expect(await read("of another phone again")).toBe("mine");
  });

  it("follows it again once it was told, with what was told and not with what was changed since", async () => {
    const { draft, typed, read } = await aForm();
    typed.value = "mine";
    const isTold = draft.sent();
    // refused or not answered it stays
    expect(await read("as it was, again")).toBe("mine");
    isTold();
    expect(await read("as it is kept")).toBe("as it is kept");
    typed.value = "mine";
    const isToldAgain = draft.sent();
    typed.value = "mine, and more";
    isToldAgain();
    expect(await read("mine")).toBe("mine, and more");
  });
});
