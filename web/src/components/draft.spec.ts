// @vitest-environment jsdom
import { effectScope, nextTick, ref } from "vue";
import { afterEach, describe, expect, it } from "vitest";
import { keepTyped, useDraft } from "./draft";

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
    const isSaved = draft.sent();
    // refused or not answered it stays
    expect(await read("as it was, again")).toBe("mine");
    isSaved();
    expect(await read("as it is kept")).toBe("as it is kept");
    typed.value = "mine";
    const isSavedAgain = draft.sent();
    typed.value = "mine, and more";
    isSavedAgain();
    expect(await read("mine")).toBe("mine, and more");
  });
});

describe("what is typed", () => {
  afterEach(() => sessionStorage.clear());

  /** As on a page that has just been loaded. */
  function aForm(found: { goal: number } | null) {
    const [kept, typed, scope] = [ref(found), ref(0), effectScope()];
    const put = (goal: number) => (typed.value = goal);
    const draft = scope.run(() =>
      useDraft(
        () => kept.value,
        ({ goal }) => put(goal),
        () => typed.value,
        { as: "goal", put },
      ),
    );
    return { kept, typed, scope, draft };
  }

  it("outlives the page until it is told, or is what the appliance has anyway", async () => {
    const { typed } = aForm({ goal: 36 });
    typed.value = 40;
    const again = aForm(null);
    expect(again.typed.value).toBe(40);
    again.kept.value = { goal: 37 };
    await nextTick();
    expect(again.typed.value).toBe(40);
    again.kept.value = { goal: 40 };
    await nextTick();
    again.kept.value = { goal: 41 };
    await nextTick();
    expect(again.typed.value).toBe(41);
    again.typed.value = 50;
    again.draft?.sent()();
    expect(aForm({ goal: 36 }).typed.value).toBe(36);
  });

  it("ends with its form, and where somebody takes it back", async () => {
    const { typed, scope } = aForm({ goal: 36 });
    typed.value = 40;
    scope.stop();
    expect(aForm({ goal: 36 }).typed.value).toBe(36);
    const other = aForm({ goal: 36 });
    other.typed.value = 40;
    other.typed.value = 36;
    expect(aForm({ goal: 30 }).typed.value).toBe(30);
  });

  it("is kept of several fields, each form's its own", () => {
    const fields = () => ({ name: ref(""), weight: ref<number | "">("") });
    const [first, again, other] = [fields(), fields(), fields()];
    const inForm = (as: string, of: typeof first) => effectScope().run(() => keepTyped(as, of));
    inForm("arrows:1", first);
    first.weight.value = 21.5;
    inForm("arrows:1", again);
    inForm("arrows:2", other);
    expect([again.name.value, again.weight.value, other.weight.value]).toEqual(["", 21.5, ""]);
  });
});
