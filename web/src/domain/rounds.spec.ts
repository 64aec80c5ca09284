import { describe, expect, it } from "vitest";
import {
  disagreementsOf,
  distancesOf,
  faceSizesOf,
  facesAt,
  facesOf,
  found,
  goingOnAt,
  settingsOf,
  suggested,
  type KnownRound,
  type PassOfRound,
  type RoundSettings,
} from "./rounds";

const pass = (more: Partial<PassOfRound>): PassOfRound => ({
  arrows: 30,
  arrows_per_end: 3,
  distance: 18,
  distance_unit: "m",
  face_diameter: 40,
  face_unit: "cm",
  faces: ["wa_40"],
  ...more,
});
const round = (more: Partial<KnownRound>): KnownRound => ({
  name: "WA 18m",
  body: "WA",
  location: "indoor",
  bow_styles: ["recurve"],
  passes: [pass({}), pass({})],
  ...more,
});
const indoors = round({});
const metric = round({
  name: "WA 1440 (90m)",
  location: "outdoor",
  bow_styles: [],
  passes: [
    pass({ distance: 90, face_diameter: 122, faces: ["wa_122"], arrows_per_end: 6 }),
    pass({ distance: 70, face_diameter: 122, faces: ["wa_122"], arrows_per_end: 6 }),
    pass({ distance: 50, face_diameter: 80, faces: ["wa_80", "wa_80_6ring"] }),
  ],
});
const saint = round({ name: "St. George", body: "AGB", location: "outdoor", bow_styles: [] });
const names = (rounds: KnownRound[]) => rounds.map((one) => one.name);

describe("a round that is chosen", () => {
  it("sets everything that it says", () => {
    expect(settingsOf(metric)).toEqual({
      distance: 90,
      distance_unit: "m",
      is_indoor: false,
      arrows_per_end: 6,
      face: "wa_122",
      round_name: "WA 1440 (90m)",
    });
  });

  it("names each distance and each face once", () => {
    expect([distancesOf(metric), faceSizesOf(metric)]).toEqual(["90 m, 70 m, 50 m", "122 cm, 80 cm"]);
    expect(faceSizesOf(round({ passes: [pass({ face_diameter: 16, face_unit: "inches" })] }))).toBe("16 in");
  });

  it("fits the faces of the distance that is shot", () => {
    expect(facesAt(metric, { distance: 50, distance_unit: "m" })).toEqual(["wa_80", "wa_80_6ring"]);
    expect(facesAt(metric, { distance: 50, distance_unit: "yd" })).toEqual([]);
    expect(facesOf(metric)).toEqual(["wa_122", "wa_80", "wa_80_6ring"]);
  });
});

describe("going on with a round", () => {
  it("names the distance, and the face where it is another", () => {
    expect([2, 3, 4].map((number) => goingOnAt(metric, number))).toEqual(["70 m", "50 m, 80 cm", null]);
    expect(goingOnAt(metric, 1)).toBe("90 m");
  });
});

describe("a round of unmarked distances", () => {
  const unmarked = round({
    location: "field",
    passes: [
      pass({ distance: 12, nearest: 10, farthest: 15, faces: ["wa_field_20"] }),
      pass({ distance: 20, nearest: 15, farthest: 25, face_diameter: 60, faces: ["wa_field_40"] }),
    ],
  });
  it("is shot at any distance between two", () => {
    expect(distancesOf(unmarked)).toBe("10–15 m, 15–25 m");
    expect(goingOnAt(unmarked, 2)).toBe("15–25 m, 60 cm");
    expect(settingsOf(unmarked)?.distance).toBe(12);
    expect(facesAt(unmarked, { distance: 10, distance_unit: "m" })).toEqual(["wa_field_20"]);
    expect(facesAt(unmarked, { distance: 15, distance_unit: "m" })).toEqual(["wa_field_20", "wa_field_40"]);
    expect(facesAt(unmarked, { distance: 26, distance_unit: "m" })).toEqual([]);
    expect(facesAt(unmarked, { distance: 12, distance_unit: "yd" })).toEqual([]);
  });
});

describe("what disagrees with a round", () => {
  const as = (round: KnownRound, more: object) => ({ ...settingsOf(round), ...more }) as RoundSettings;
  const disagreements = (more: object) => disagreementsOf(metric, as(metric, more), (face) => face);

  it("is nothing where all is as it says, at any of its distances", () => {
    expect(disagreements({})).toEqual([]);
    expect(disagreements({ distance: 50, face: "wa_80_6ring", arrows_per_end: 3 })).toEqual([]);
  });

  it("is the distance, the face, the place", () => {
    expect(disagreements({ distance: 18 })).toEqual([{ what: "distance", here: "18 m", wanted: "90 m, 70 m, 50 m" }]);
    expect(disagreements({ face: "wa_40" })).toEqual([{ what: "face", here: "wa_40", wanted: "wa_122" }]);
    expect(disagreements({ is_indoor: true })).toEqual([{ what: "outdoors" }]);
    expect(disagreementsOf(indoors, as(indoors, { is_indoor: false }), String)).toEqual([{ what: "indoors" }]);
  });
});

describe("looking for a round", () => {
  const all = [indoors, metric, saint];

  it("takes words in any order, without dots, accents and capitals", () => {
    expect(names(found(all, { text: "george ST", bow: null, isIndoor: null }))).toEqual(["St. George"]);
    expect(names(found(all, { text: "wa", bow: null, isIndoor: null }))).toEqual(["WA 18m", "WA 1440 (90m)"]);
  });

  it("goes by bow and by place", () => {
    expect(names(found(all, { text: "", bow: "compound", isIndoor: null }))).toEqual(["WA 1440 (90m)", "St. George"]);
    expect(names(found(all, { text: "", bow: null, isIndoor: true }))).toEqual(["WA 18m"]);
  });

  it("suggests favourites, then what was shot last, each once and only what there is", () => {
    expect(names(suggested(all, ["St. George"], ["WA 18m", null, "St. George", "Tavern"], 9))).toEqual([
      "St. George",
      "WA 18m",
    ]);
    expect(names(suggested(all, ["St. George"], ["WA 18m"], 1))).toEqual(["St. George"]);
  });
});
