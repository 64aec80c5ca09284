/** A Fluent file as the build provides it: ids with their patterns, of the whole file or a part. */
declare module "*.ftl?first" {
  import type { FluentResource } from "@fluent/bundle";
  export type Patterns = Record<string, FluentResource["body"][number]["value"]>;
  const patterns: Patterns;
  export default patterns;
}
declare module "*.ftl?later" {
  import type { Patterns } from "*.ftl?first";
  const patterns: Patterns;
  export default patterns;
}
