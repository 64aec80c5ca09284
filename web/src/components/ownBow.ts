/** The bow that a search for rounds begins at, provided by whatever page has rounds chosen. */
import type { InjectionKey, Ref } from "vue";

export const OWN_BOW: InjectionKey<Ref<string | null>> = Symbol("own bow");
