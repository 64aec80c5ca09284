// @vitest-environment jsdom
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { compareNames, completeTexts, known, LANGUAGES, moment, preferred, textOf, speak, t, type Key } from ".";
import { load } from "./bundles";
import { duration, partName } from "./device";

const offset = {
  code: "offset_high",
  values: { mm: 12 },
  text: "12 mm high",
};
const verdict = (arrow: string, shots = 31) => ({
  code: "arrow_off",
  values: { arrow, offset, shots, confidence: 98 },
  text: `arrow ${arrow}: 12 mm high, ${shots} shots, 98 % sure`,
});

beforeAll(completeTexts);
afterEach(() => speak("en"));

describe("texts", () => {
  it("are there in every language", async () => {
    const english = [...(await load("en")).page._messages.keys()].sort();
    for (const language of Object.keys(LANGUAGES)) {
      const own = await load(language);
      expect([...own.page._messages.keys()].sort(), language).toEqual(english);
      expect(own.appliance.hasMessage("arrow_off"), language).toBe(language !== "en");
    }
  });

  it("never give a number that nobody knows", () => {
    expect([known(0, 2), known(null, 2)]).toEqual(["0.00", "–"]);
  });

  it("order names as people look for them", () => {
    const names = ["zoé", "Guest 10", "Émile", "Guest 2", "Emil"];
    expect(names.sort(compareNames)).toEqual(["Emil", "Émile", "Guest 2", "Guest 10", "zoé"]);
  });

  it("tell how long something runs in the unit that fits", () => {
    expect([59, 60, 7199, 172799, 172800].map(duration)).toEqual([
      "0 minutes",
      "1 minute",
      "119 minutes",
      "47 hours",
      "2 days",
    ]);
  });

  it("tell a time, and of another day the day too", async () => {
    const at = new Date(2026, 10, 26, 9, 5);
    expect(moment(at.toISOString(), new Date(2026, 10, 26, 23, 59))).toBe("9:05 AM");
    expect(moment(at.toISOString(), new Date(2026, 10, 27, 0, 1))).toBe("Nov 26, 2026, 9:05 AM");
    await speak("fr");
    expect(moment(at.toISOString(), new Date(2027, 10, 26))).toBe("26 nov. 2026, 09:05");
  });

  it("fill values in and follow the language", async () => {
    expect(t("endNumber", { n: 3 })).toBe("End 3");
    await speak("es");
    expect(t("endNumber", { n: 3 })).toBe("Tanda 3");
    expect(duration(7200)).toBe("2 horas");
  });

  it("end no line before a French colon, and leave a question mark that begins a text alone", async () => {
    await speak("fr");
    expect(t("cannotUndo")).not.toContain("\u00a0");
    expect(t("zoomAuto")).toBe("Zoom\u00a0: auto");
    expect(t("heardNotPlaced", { n: 1 })).toMatch(/^\? 1/);
  });

  it("count one thing as one", async () => {
    expect([0, 1, 2].map((n) => t("arrowsShort", { n }))).toEqual(["0 arrows", "1 arrow", "2 arrows"]);
    await speak("es");
    expect([1, 2].map((n) => t("arrowsShort", { n }))).toEqual(["1 flecha", "2 flechas"]);
  });

  it("show a key that nobody wrote a text for, rather than nothing", () => {
    expect(t("never written" as Key)).toBe("never written");
  });
});

describe("what the appliance says", () => {
  it("is said by its code, in the page's language", async () => {
    expect(textOf(verdict("7"))).toBe("arrow 7: 12 mm high, 31 shots, 98 % sure");
    await speak("es");
    expect(textOf(verdict("7", 1))).toBe("flecha 7: 12 mm alta, 1 tiro, 98 % seguro");
  });

  it("leaves names alone: an arrow may be called like a day", async () => {
    await speak("es");
    expect(textOf(verdict("Monday"))).toContain("flecha Monday: ");
  });

  it("is said as it came where its code is not known", async () => {
    await speak("es");
    expect(textOf({ code: "from_a_newer_version", values: {}, text: "something new" })).toBe("something new");
  });

  it("may be several things, or nothing", () => {
    expect(textOf([offset, offset])).toBe("12 mm high; 12 mm high");
    expect(textOf(null)).toBe("");
  });

  it("names its parts", async () => {
    expect([partName("tag reader"), partName("of a newer version")]).toEqual(["tag reader", "of a newer version"]);
    await speak("es");
    expect(partName("tag reader")).toBe("el lector de etiquetas");
  });
});

describe("the phone's language", () => {
  it("is the first that there are texts in, whatever its country", () => {
    expect(preferred(["xx", "es-AR", "en"])).toBe("es");
    expect(preferred(["en-GB", "es"])).toBe("en");
    expect(preferred(["xx"])).toBe("en");
    expect(preferred([])).toBe("en");
  });

  it("is offered by its own name", () => {
    expect(LANGUAGES).toMatchObject({ en: "English", es: "Español" });
  });
});
