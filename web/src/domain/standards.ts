/** What is assumed where nobody has said otherwise. A test holds it to what the appliance itself assumes. */
import standards from "./standards.json";

/** World Archery's widest shaft, for arrows whose own diameter is not known. */
export const WIDEST_SHAFT_MM = standards.widest_shaft_mm;

/** The side of a butt that no survey has measured. */
export const UNSURVEYED_BUTT_MM = standards.unsurveyed_butt_mm;
