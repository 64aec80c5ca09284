/** Texts that only the pages of the device need. */
import { language, textOf } from ".";

/** The name of a part of the appliance. */
export const partName = (part: string) =>
  textOf({ code: "part_name", values: { part: part.replaceAll(" ", "_") }, text: part });

const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;
const DAY_S = 24 * HOUR_S;

/** A duration in its most suitable unit. */
export function duration(seconds: number): string {
  const [unit, unit_s] =
    seconds < 2 * HOUR_S
      ? (["minute", MINUTE_S] as const)
      : seconds < 2 * DAY_S
        ? (["hour", HOUR_S] as const)
        : (["day", DAY_S] as const);
  return new Intl.NumberFormat(language.value, {
    style: "unit",
    unit,
    unitDisplay: "long",
    maximumFractionDigits: 0,
  }).format(Math.floor(seconds / unit_s));
}
