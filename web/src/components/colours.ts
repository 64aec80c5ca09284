/** Colours by what stands on a score sheet, provided by whatever page shows the arrows of a session. */
import type { ComputedRef, InjectionKey } from "vue";
import type { Colour } from "../domain/picture";

export const COLOURS: InjectionKey<ComputedRef<ReadonlyMap<string, Colour>>> = Symbol("colours");
