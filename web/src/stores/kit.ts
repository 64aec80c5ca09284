/** Stores an archer's bows and sets of arrows, each with its undo. */
import { adviceApi, type ArrowSet, type ArrowSetCreate, type Bow, type BowCreate } from "../api/advice";

/** What was stored: its id, and how to undo that. */
export interface Kept {
  id: string;
  undo: () => Promise<unknown>;
}

/** `before`: the stored bow; null for a new one. */
export async function keepBow(archerId: string, before: Bow | null, fields: BowCreate): Promise<Kept> {
  if (before === null) {
    const id = await adviceApi.addBow(archerId, fields);
    return { id, undo: () => adviceApi.forgetBow(id) };
  }
  const { id, name, hand, eye_to_sight_mm, eye_to_arrow_mm, click_mm, mark_mm, sensor } = before;
  const was = { name, hand, eye_to_sight_mm, eye_to_arrow_mm, click_mm, mark_mm, sensor };
  await adviceApi.changeBow(id, fields);
  return { id, undo: () => adviceApi.changeBow(id, was) };
}

export async function keepArrowSet(archerId: string, before: ArrowSet | null, fields: ArrowSetCreate): Promise<Kept> {
  if (before === null) {
    const id = await adviceApi.addArrowSet(archerId, fields);
    return { id, undo: () => adviceApi.forgetArrowSet(id) };
  }
  const { id, name, shaft_diameter, weight } = before;
  await adviceApi.changeArrowSet(id, fields);
  return { id, undo: () => adviceApi.changeArrowSet(id, { name, shaft_diameter, weight }) };
}
