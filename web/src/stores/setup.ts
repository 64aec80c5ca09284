/** Opening a session: the last choices, and the two calls that it takes. */
import { api } from "../api/client";
import type { CatalogueFace, Health, TargetCreate } from "../api/types";
import { zonesHung } from "../domain/hanging";
import type { SessionChoice } from "../domain/rounds";
import { UNSURVEYED_BUTT_MM } from "../domain/standards";
import { keepOwn, readOwnFields } from "./ownStorage";

const KEPT = "last-session";
const FIRST: SessionChoice = {
  location: "Range",
  distance: 18,
  distance_unit: "m",
  is_indoor: true,
  arrows_per_end: 3,
  face: "wa_40",
  round_name: null,
};

/** The last choices, but without the round, which has to be chosen each time. */
export function lastChoice(): SessionChoice {
  return { ...FIRST, ...readOwnFields<SessionChoice>(KEPT), round_name: null };
}

/** All spots of a face, centred on the butt. */
export function hang(face: CatalogueFace, sessionId: string, butt: Health["butt"]): TargetCreate {
  const width = butt?.width_mm ?? UNSURVEYED_BUTT_MM;
  const height = butt?.height_mm ?? UNSURVEYED_BUTT_MM;
  return {
    session_id: sessionId,
    max_x: width,
    max_y: height,
    faces: face.spots.map((spot, k) => ({
      x: width / 2 + spot.dx,
      y: height / 2 + spot.dy,
      human_identifier: face.spots.length > 1 ? `${face.name} ${k + 1}` : face.name,
      ...zonesHung(face),
    })),
  };
}

export async function openSession(
  choice: SessionChoice,
  catalogue: readonly CatalogueFace[],
  butt: Health["butt"],
): Promise<string> {
  const face = catalogue.find((entry) => entry.kind === choice.face) ?? catalogue[0];
  if (!face) throw new Error("the catalogue of faces is empty");
  const { location, distance, distance_unit, is_indoor, arrows_per_end, round_name } = choice;
  const id = await api.openSession({
    location,
    distance,
    distance_unit,
    is_indoor,
    arrows_per_end,
    round_name,
    is_opened: true,
    start_time: new Date().toISOString(),
  });
  await api.hangFaces(hang(face, id, butt));
  keepOwn(KEPT, choice);
  return id;
}
