/** Choosing a round: the settings that it determines, disagreements with it, and searching. */

export interface At {
  distance: number;
  distance_unit: "m" | "yd" | "ft";
}

export interface PassOfRound extends At {
  /** The range of distances, where they are not marked. */
  nearest?: number | null;
  farthest?: number | null;
  arrows: number;
  arrows_per_end: number;
  face_diameter: number;
  face_unit: "cm" | "inches";
  faces: readonly string[];
}

export interface KnownRound {
  name: string;
  body: string | null;
  location: string | null;
  bow_styles: readonly string[];
  passes: readonly PassOfRound[];
}

/** The settings of a session that a round determines. */
export interface RoundSettings extends At {
  is_indoor: boolean;
  arrows_per_end: number;
  face: string;
  round_name: string | null;
}

/** The choices in the form of a new session. */
export interface SessionChoice extends RoundSettings {
  location: string;
}

export interface Sought {
  text: string;
  bow: string | null;
  /** Null: anywhere. */
  isIndoor: boolean | null;
}

export type Disagreement =
  { what: "distance" | "face"; here: string; wanted: string } | { what: "indoors" | "outdoors" };

type Somewhere = { distance: number; distance_unit: string; nearest?: number | null; farthest?: number | null };

export const distanceOf = (part: Somewhere) =>
  `${part.nearest ? `${part.nearest}–${part.farthest}` : part.distance} ${part.distance_unit}`;
const faceSizeOf = (part: PassOfRound) =>
  part.face_unit === "cm" ? `${part.face_diameter} cm` : `${part.face_diameter} in`;
export const arrowsOf = (round: KnownRound) => round.passes.reduce((sum, part) => sum + part.arrows, 0);
const isIndoors = (round: KnownRound) => round.location === "indoor";
const each = (names: readonly string[]) => [...new Set(names)].join(", ");

/** Distances and faces in shooting order, each once. */
export const distancesOf = (round: KnownRound) => each(round.passes.map(distanceOf));
export const faceSizesOf = (round: KnownRound) => each(round.passes.map(faceSizeOf));

/** The distance of the pass with which a round continues; with the face's size if that changes. */
export function goingOnAt(round: KnownRound, number: number): string | null {
  const [before, next] = [round.passes[number - 2], round.passes[number - 1]];
  if (!next) return null;
  const isAnother = before && faceSizeOf(before) !== faceSizeOf(next);
  return isAnother ? `${distanceOf(next)}, ${faceSizeOf(next)}` : distanceOf(next);
}

/** The settings for the first pass of this round. */
export function settingsOf(round: KnownRound): RoundSettings | null {
  const first = round.passes[0];
  if (!first) return null;
  return {
    distance: first.distance,
    distance_unit: first.distance_unit,
    is_indoor: isIndoors(round),
    arrows_per_end: first.arrows_per_end,
    face: first.faces[0] ?? "",
    round_name: round.name,
  };
}

/** Faces for this round at this distance, the usual one first. */
export function facesAt(round: KnownRound, at: At): string[] {
  return [...new Set(passesAt(round, at).flatMap((part) => part.faces))];
}

/** All faces of the round, at any distance. */
export function facesOf(round: KnownRound): string[] {
  return [...new Set(round.passes.flatMap((part) => part.faces))];
}

/** How the settings disagree with the round; such a session would count for no round. */
export function disagreementsOf(
  round: KnownRound,
  choice: RoundSettings,
  nameOf: (face: string) => string,
): Disagreement[] {
  const found: Disagreement[] = [];
  const faces = facesAt(round, choice);
  if (!faces.length) found.push({ what: "distance", here: distanceOf(choice), wanted: distancesOf(round) });
  else if (!faces.includes(choice.face))
    found.push({ what: "face", here: nameOf(choice.face), wanted: faces.map(nameOf).join(", ") });
  if (choice.is_indoor && !isIndoors(round)) found.push({ what: "outdoors" });
  if (!choice.is_indoor && isIndoors(round)) found.push({ what: "indoors" });
  return found;
}

/** The rounds whose name contains every word, for this bow and place. */
export function found<R extends KnownRound>(rounds: readonly R[], sought: Sought): R[] {
  const words = plain(sought.text).split(/\s+/).filter(Boolean);
  return rounds.filter(
    (round) =>
      words.every((word) => plain(`${round.name} ${round.body ?? ""}`).includes(word)) &&
      (sought.bow === null || !round.bow_styles.length || round.bow_styles.includes(sought.bow)) &&
      (sought.isIndoor === null || isIndoors(round) === sought.isIndoor),
  );
}

/** Favourites first, then the rounds of recent sessions, each once. */
export function suggested<R extends KnownRound>(
  rounds: readonly R[],
  favourites: readonly string[],
  recent: readonly (string | null)[],
  most: number,
): R[] {
  const names = [...new Set([...favourites, ...recent])].slice(0, most);
  return names.flatMap((name) => rounds.find((round) => round.name === name) ?? []);
}

function passesAt(round: KnownRound, at: At): PassOfRound[] {
  const reaches = ({ distance, nearest, farthest }: PassOfRound) =>
    (nearest ?? distance) <= at.distance && at.distance <= (farthest ?? distance);
  return round.passes.filter((part) => reaches(part) && part.distance_unit === at.distance_unit);
}

/** Without accents, capitals and dots: "St. George" is found by "st george". */
function plain(text: string): string {
  return text
    .normalize("NFD")
    .replace(/[\p{M}.]/gu, "")
    .toLowerCase();
}
