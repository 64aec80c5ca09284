/** A person's corrections of an arrow, and the fields that differ from the stored ones. */

export interface ShotForm {
  points_called: number | null;
  is_x_called: boolean | null;
  is_sighter: boolean;
  fate: "stuck" | "bouncer" | "pass_through" | "hanger";
  arrow_id: string | null;
  archer_id: string | null;
  end_number: number | "";
  note: string;
}

type Known = Omit<ShotForm, "note" | "end_number"> & { note: string | null; end_number: number };

export function formOf(shot: Known): ShotForm {
  const { points_called, is_x_called, is_sighter, fate, arrow_id, archer_id, end_number, note } = shot;
  return { points_called, is_x_called, is_sighter, fate, arrow_id, archer_id, end_number, note: note ?? "" };
}

export function isEnd(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 1;
}

/** The changed fields only; an X call is always sent together with the points. */
export function changeOf(form: ShotForm, shot: Known): Partial<Known> {
  const change: Partial<Known> = {};
  if (form.points_called !== shot.points_called || form.is_x_called !== shot.is_x_called) {
    change.points_called = form.points_called;
    change.is_x_called = form.is_x_called;
  }
  if (form.is_sighter !== shot.is_sighter) change.is_sighter = form.is_sighter;
  if (form.fate !== shot.fate) change.fate = form.fate;
  if (form.arrow_id !== shot.arrow_id) change.arrow_id = form.arrow_id;
  if (form.archer_id !== shot.archer_id) change.archer_id = form.archer_id;
  if (isEnd(form.end_number) && form.end_number !== shot.end_number) change.end_number = form.end_number;
  if (form.note !== (shot.note ?? "")) change.note = form.note || null;
  return change;
}
