/** The number in a field, null while it is empty; the appliance checks its range. */
export const numberOrNull = (value: number | ""): number | null => (value === "" ? null : value);
