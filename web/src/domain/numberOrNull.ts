/** What stands in a field for a number, null while it is empty; whether it will do is for the appliance to say. */
export const numberOrNull = (value: number | ""): number | null => (value === "" ? null : value);
