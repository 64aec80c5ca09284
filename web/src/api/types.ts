/** Short names for what the OpenAPI document describes. */
import type { components } from "./schema.gen";

type Schemas = components["schemas"];
export type Session = Schemas["SessionRead"];
export type SessionCreate = Schemas["SessionCreate"];
export type Target = Schemas["TargetRead"];
export type TargetCreate = Schemas["TargetCreate"];
export type Face = Schemas["Face-Output"];
export type CatalogueFace = Schemas["FaceRead"];
export type Shot = Schemas["ShotRead"];
export type ShotUpdate = Schemas["ShotUpdate"];
export type Detection = Schemas["DetectionRead"];
export type Node = Schemas["NodeRead"];
export type Health = Schemas["HealthRead"];
export type FeedMessage = Schemas["FeedMessage"];
export type Roster = Schemas["RosterRead"];
export type Snapshot = Schemas["Snapshot"];
