/** The API of an archer's equipment, and of advice from arrows. */
import { call, page, query } from "./request";
import type { components } from "./schema.gen";

type Schemas = components["schemas"];
export type Bow = Schemas["BowRead"];
export type BowCreate = Schemas["BowCreate"];
export type ArrowSet = Schemas["ArrowSetRead"];
export type ArrowSetCreate = Schemas["ArrowSetCreate"];
export type SightMark = Schemas["SightMarkRead"];
export type SightMarkCreate = Schemas["SightMarkCreate"];
export type SightCurve = Schemas["SightCurveRead"];
export type SightAdvice = Schemas["SightAdviceRead"];
export type BareShaft = Schemas["BareShaftRead"];
export type WalkBack = Schemas["WalkBackRead"];
type Hand = Bow["hand"];

export const adviceApi = {
  bows: (archerId: string) => page<Bow>(`/archer/${archerId}/bow`),
  addBow: (archerId: string, bow: BowCreate) => call<string>("POST", `/archer/${archerId}/bow`, bow),
  changeBow: (id: string, bow: BowCreate) => call<null>("PATCH", `/bow/${id}`, bow),
  forgetBow: (id: string) => call<undefined>("DELETE", `/bow/${id}`),
  arrowSets: (archerId: string) => page<ArrowSet>(`/archer/${archerId}/arrow-set`),
  addArrowSet: (archerId: string, arrows: ArrowSetCreate) =>
    call<string>("POST", `/archer/${archerId}/arrow-set`, arrows),
  changeArrowSet: (id: string, arrows: ArrowSetCreate) => call<null>("PATCH", `/arrow-set/${id}`, arrows),
  forgetArrowSet: (id: string) => call<undefined>("DELETE", `/arrow-set/${id}`),
  marks: (bowId: string) => page<SightMark>(`/bow/${bowId}/sight-mark`),
  addMark: (bowId: string, mark: SightMarkCreate) => call<string>("POST", `/bow/${bowId}/sight-mark`, mark),
  forgetMark: (id: string) => call<undefined>("DELETE", `/sight-mark/${id}`),
  curve: (bowId: string, arrowSetId: string | null) =>
    call<SightCurve>("GET", `/bow/${bowId}/sight-curve${query({ arrow_set_id: arrowSetId })}`),
  sight: (sessionId: string, about: { archer_id: string; bow_id: string | null; after: string | null }) =>
    call<SightAdvice>("GET", `/session/${sessionId}/sight-advice${query(about)}`),
  bareShaft: (sessionId: string, about: { archer_id: string; hand: Hand; fletched_end: number; bare_end: number }) =>
    call<BareShaft>("GET", `/session/${sessionId}/bare-shaft${query(about)}`),
  walkBack: (sessionId: string, about: { archer_id: string; hand: Hand; first_distance: number; step: number }) =>
    call<WalkBack>("GET", `/session/${sessionId}/walk-back${query(about)}`),
};
