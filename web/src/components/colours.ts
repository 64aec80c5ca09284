/** Colours by the marks of a score sheet, provided by the page that shows a session's arrows. */
import type { ComputedRef, InjectionKey } from "vue";
import type { Colour } from "../domain/picture";

export const COLOURS: InjectionKey<ComputedRef<ReadonlyMap<string, Colour>>> = Symbol("colours");
