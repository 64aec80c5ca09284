/** Default values of unknown quantities. A test compares them with those of the appliance. */
import standards from "./standards.json";

/** World Archery's largest shaft diameter, for arrows of unknown diameter. */
export const WIDEST_SHAFT_MM = standards.widest_shaft_mm;

/** The side of a butt without a survey. */
export const UNSURVEYED_BUTT_MM = standards.unsurveyed_butt_mm;
