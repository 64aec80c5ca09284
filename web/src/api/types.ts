/** Short names for the types of the OpenAPI document. */
import type { components, operations } from "./schema.gen";

type Schemas = components["schemas"];
export type Access = Schemas["AccessRead"];
export type Role = Schemas["PairingRead"]["role"];
export type Pairing = Schemas["PairingRead"];
export type PairingCreate = Schemas["PairingCreate"];
export type PairingCode = Schemas["PairingCodeRead"];
export type PairingCodeCreate = Schemas["PairingCodeCreate"];
export type Clock = Schemas["ClockRead"];
export type ClockSetting = Schemas["ClockSettingRead"];
export type Address = Schemas["AddressRead"];
export type Wifi = Schemas["WifiRead"];
export type WifiUpdate = Schemas["WifiUpdate"];
export type Session = Schemas["SessionRead"];
export type SessionCreate = Schemas["SessionCreate"];
export type SessionUpdate = Schemas["SessionUpdate"];
export type SessionSummary = Schemas["SessionSummaryRead"];
/** What a classification depends on, besides the score. */
type HandicapQuery = NonNullable<operations["get_session_id_handicap"]["parameters"]["query"]>;
export type RatingAbout = { [K in "bow_style" | "gender" | "age_group"]: NonNullable<HandicapQuery[K]> | null };
export type Group = Schemas["GroupRead"];
export type SessionGroups = Schemas["SessionGroupsRead"];
export type ArrowGroup = Schemas["ArrowGroupRead"];
export type Trend = Schemas["TrendRead"];
export type Handicap = Schemas["HandicapRead"];
export type Round = Schemas["RoundRead"];
export type Pass = Schemas["PassRead"];
export type RoundProgress = Schemas["RoundProgressRead"];
export type Rescore = Schemas["RescoreCreate"];
export type Rescored = Schemas["RescoreRead"];
export type Target = Schemas["TargetRead"];
export type TargetCreate = Schemas["TargetCreate"];
export type TargetUpdate = Schemas["TargetUpdate"];
export type TargetProposal = Schemas["TargetProposal"];
export type Face = Schemas["Face-Output"];
export type CatalogueFace = Schemas["FaceRead"];
export type Shot = Schemas["ShotRead"];
export type ShotCreate = Schemas["ShotCreate"];
export type ShotUpdate = Schemas["ShotUpdate"];
export type ShotFate = Shot["fate"];
export type Detection = Schemas["DetectionRead"];
export type DetectionResolve = Schemas["DetectionResolve"];
export type Arrow = Schemas["ArrowRead"];
export type ArrowCreate = Schemas["ArrowCreate"];
export type ArrowUpdate = Schemas["ArrowUpdate"];
export type Verdicts = Schemas["VerdictsRead"];
export type Verdict = Schemas["ArrowVerdictRead"];
export type Archer = Schemas["ArcherRead"];
export type ArcherCreate = Schemas["ArcherCreate"];
export type ArcherUpdate = Schemas["ArcherUpdate"];
export type Roster = Schemas["RosterRead"];
export type RosterCreate = Schemas["RosterCreate"];
export type Turn = Schemas["TurnRead"];
export type TurnCreate = Schemas["TurnCreate"];
export type Timer = Schemas["TimerRead"];
export type TimerStep = Schemas["TimerStepRead"];
export type TimerCreate = Timer["plan"];
export type TimerPlan = Schemas["TimerPlanRead"];
export type TimerAction = Schemas["TimerActionCreate"]["action"];
export type SessionEnd = Schemas["SessionEndRead"];
export type Signature = Schemas["SignatureRead"];
export type SignatureCreate = Schemas["SignatureCreate"];
export type Correction = Schemas["CorrectionRead"];
export type Sensor = Schemas["SensorRead"];
/** The fields of a sensor that are needed to draw it. */
export type DrawnSensor = Pick<Sensor, "channel" | "name" | "x_mm" | "y_mm" | "trouble">;
export type Calibration = Schemas["CalibrationRead"];
export type CalibrationCreate = Schemas["CalibrationCreate"];
export type CalibrationUpdate = Schemas["CalibrationUpdate"];
export type SurveyInForce = Schemas["SurveyInForceRead"];
export type SurveyCreate = Schemas["SurveyCreate"];
export type NodeConnection = Schemas["NodeConnectionRead"];
export type NodeConnectionUpdate = Required<Schemas["NodeConnection"]>;
export type NodePort = Schemas["SerialPort"];
export type Node = Schemas["NodeRead"];
export type Tag = Schemas["TagHeldRead"];
export type Programming = Schemas["ProgrammingRead"];
export type Backup = Schemas["BackupRead"];
export type Backups = Schemas["BackupsRead"];
export type Update = Schemas["UpdateRead"];
export type BackupContents = Schemas["BackupContentsRead"];
export type PassphraseUpdate = Schemas["PassphraseUpdate"];
export type Device = Schemas["DeviceRead"];
export type Doctor = Schemas["DoctorRead"];
export type DeviceUpdate = Schemas["DeviceUpdate"];
export type Health = Schemas["HealthRead"];
export type FeedMessage = Schemas["FeedMessage"];
export type Snapshot = Schemas["Snapshot"];
export type Message = Schemas["MessageRead"];

/** One archer's session, combined from several answers. */
export interface Reviewed extends Pick<SessionSummary, "hold_ms" | "release_to_impact_ms"> {
  session: Session;
  name: string | null;
  /** Whether nobody else shot in it. */
  isAlone: boolean;
  targets: Target[];
  /** The shots that may be shown. */
  shots: Shot[];
  score: number;
  average: number | null;
  ends: { number: number; average: number | null }[];
  group: Group | null;
  handicap: Handicap | null;
  /** Why there is no handicap, as the appliance's sentences. */
  whyNot: string[];
}
