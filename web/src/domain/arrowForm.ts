/** The form of a new arrow, before it is sent. */

export interface ArrowFields {
  human_identifier: string;
  length: number | "";
  diameter: number | "";
  weight: number | "";
  spine: number | "";
  tag: string;
}

const LONGEST_IDENTIFIER = 10;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const isPositive = (value: unknown) => typeof value === "number" && value > 0;
const isPositiveOrEmpty = (value: unknown) => value === "" || isPositive(value);

/** The fields with values that the appliance would refuse. */
export function wrongIn(form: ArrowFields): Set<keyof ArrowFields> {
  const { human_identifier: name, length, diameter, weight, spine, tag } = form;
  const isRight: Record<keyof ArrowFields, boolean> = {
    human_identifier: name.length >= 1 && name.length <= LONGEST_IDENTIFIER,
    length: isPositive(length),
    diameter: isPositiveOrEmpty(diameter),
    weight: isPositiveOrEmpty(weight),
    spine: isPositiveOrEmpty(spine),
    tag: tag === "" || UUID.test(tag),
  };
  return new Set((Object.keys(isRight) as (keyof ArrowFields)[]).filter((field) => !isRight[field]));
}

/** The highest number so far plus one, which people usually write on the next arrow. */
export function nextIdentifier(arrows: readonly { human_identifier: string }[]): string {
  const numbers = arrows.map((arrow) => Number(arrow.human_identifier)).filter(Number.isInteger);
  return String(Math.max(0, ...numbers) + 1);
}

/** The arrow for the API, without empty fields. */
export function arrowOf(form: ArrowFields) {
  const { human_identifier, length, diameter, weight, spine, tag } = form;
  return {
    human_identifier,
    length: Number(length),
    is_programmed: tag !== "",
    ...(diameter === "" ? {} : { diameter }),
    ...(weight === "" ? {} : { weight }),
    ...(spine === "" ? {} : { spine }),
  };
}
