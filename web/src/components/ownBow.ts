/** The bow with which a search for rounds begins, provided by the page. */
import type { InjectionKey, Ref } from "vue";

export const OWN_BOW: InjectionKey<Ref<string | null>> = Symbol("own bow");
