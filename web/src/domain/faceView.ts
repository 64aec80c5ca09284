/** The squares of the live picture: one, or one for each spot of a face with several. */
import { nearest, type Point } from "./group";
import { viewOfFaces, viewOfGroup, type HungFace, type View } from "./picture";

/** "auto": the current end fills the picture, and several spots are shown side by side. */
export type Zoom = "auto" | "whole" | "group";
export const NEXT_ZOOM: Record<Zoom, Zoom> = { auto: "whole", whole: "group", group: "auto" };

export interface Panel<F extends HungFace, S extends Point> {
  key: string;
  faces: readonly F[];
  view: View;
  shots: readonly S[];
}

/** Fewest arrows in an end for which the picture zooms in. */
const GROUP_FROM = 2;

export function panelsOf<F extends HungFace, S extends Point>(
  faces: readonly F[],
  shots: readonly S[],
  about: { zoom: Zoom; whole: View; inEnd: readonly S[]; last: S | undefined },
): Panel<F, S>[] {
  const { zoom, whole, inEnd, last } = about;
  const one = (view: View): Panel<F, S>[] => [{ key: "all", faces, view, shots }];
  if (zoom === "whole" || (faces.length > 1 && zoom === "group" && !last)) return one(whole);
  if (faces.length > 1) {
    const spots = spotsOf(faces, shots);
    const shown = zoom === "group" && last ? spots.filter((spot) => spot.shots.includes(last)) : spots;
    return shown.length ? shown : spots;
  }
  const close = zoom === "group" || inEnd.length >= GROUP_FROM ? viewOfGroup(inEnd) : null;
  return one(close && close.size < whole.size ? close : whole);
}

/** One square for each spot, with the arrows that are nearest to it. */
function spotsOf<F extends HungFace, S extends Point>(faces: readonly F[], shots: readonly S[]): Panel<F, S>[] {
  const own = new Map<F, S[]>(faces.map((face) => [face, []]));
  for (const shot of shots) {
    const face = nearest(faces, shot);
    if (face) own.get(face)?.push(shot);
  }
  return faces.flatMap((face) => {
    const view = viewOfFaces([face]);
    return view ? [{ key: `${face.x}/${face.y}`, faces: [face], view, shots: own.get(face) ?? [] }] : [];
  });
}
