import { describe, expect, it } from "vitest";
import catalogue from "./es.told.json";
import { translator } from "./told";

const say = translator(catalogue);

describe("told", () => {
  it("says what the appliance says in another language, values and all", () => {
    expect(say("the sensors contradict each other")).toBe("los sensores se contradicen");
    expect(say("north-east sensor weak since Tuesday: it did not hear 9 of the last 50 arrows. Look at its cable and how it is mounted")).toBe(
      "sensor noreste débil desde el martes: no oyó 9 de las últimas 50 flechas. Mira su cable y cómo está montado",
    );
    expect(say("arrow 7: 12 mm high and 9 mm left, 31 shots, 98 % sure")).toBe("flecha 7: 12 mm alta y 9 mm a la izquierda, 31 tiros, 98 % seguro");
  });

  it("begins as the sentence began", () => {
    expect(say("Another session is open; close it first")).toBe("Hay otra sesión abierta; ciérrala antes");
  });

  it("leaves what it does not know as it is", () => {
    expect(say("something new")).toBe("something new");
    expect(say("Falta el nombre.")).toBe("Falta el nombre.");
  });

  it("has every value of a sentence in its translation", () => {
    const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort();
    for (const [english, text] of Object.entries(catalogue)) expect(names(text), english).toEqual(names(english));
  });
});
