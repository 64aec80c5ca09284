/** Arrow marks are seen on every colour that they can lie on: WCAG 2.2, 1.4.11, from the style sheets themselves. */
import { describe, expect, it } from "vitest";
import arrowMark from "../components/ArrowMark.vue?raw";
import edgePointer from "../components/EdgePointer.vue?raw";
import groupMark from "../components/GroupMark.vue?raw";
import targetPad from "../components/TargetPad.vue?raw";
import tokens from "./tokens.css?raw";

const LEAST = 3;
const GROUNDS = ["--face-gold", "--face-red", "--face-blue", "--face-black", "--face-white", "--butt"];

type Declarations = Record<string, string>;

/** What a style sheet declares, by selector; of the same selector twice the later wins. */
function rulesOf(source: string): Record<string, Declarations> {
  const css = (source.split("<style scoped>")[1] ?? source).replace(/\/\*.*?\*\//gs, "");
  const rules: Record<string, Declarations> = {};
  for (const [, selector = "", body = ""] of css.matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
    const declared = [...body.matchAll(/([\w-]+)\s*:\s*([^;]+);/g)].map(([, name = "", value = ""]) => [name, value]);
    Object.assign((rules[selector.trim()] ??= {}), Object.fromEntries(declared));
  }
  return rules;
}

const themes = rulesOf(tokens);
const light = themes[":root"] ?? {};
const dark = { ...light, ...themes[':root[data-theme="dark"]'] };

/** The colour behind `value`, as #rrggbb. */
function resolved(value: string | undefined, names: Declarations): string {
  const name = value?.match(/^var\((--[\w-]+)\)$/)?.[1];
  if (name !== undefined) return resolved(names[name], names);
  if (value === undefined || !/^#([0-9a-f]{3}){1,2}$/i.test(value)) throw new Error(`no colour: ${value}`);
  return value.length === 4 ? value.replace(/[0-9a-f]/gi, "$&$&") : value;
}

/** WCAG's relative luminance. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

type Part = [selector: string, property: "stroke" | "fill"];
/** Each mark and the lines that it is drawn with, one of which is to be seen. */
const MARKS: [mark: string, source: string, parts: Part[]][] = [
  [
    "an arrow",
    arrowMark,
    [
      [".outline", "stroke"],
      [".dot", "stroke"],
    ],
  ],
  [
    "the ring around the newest arrow",
    arrowMark,
    [
      [".under", "stroke"],
      [".halo", "stroke"],
    ],
  ],
  [
    "the doubt about an arrow",
    arrowMark,
    [
      [".doubt-under", "stroke"],
      [".doubt", "stroke"],
    ],
  ],
  [
    "a pointer to an arrow outside",
    edgePointer,
    [
      [".outline", "stroke"],
      [".head", "stroke"],
    ],
  ],
  [
    "a group",
    groupMark,
    [
      [".under", "stroke"],
      [".line", "stroke"],
    ],
  ],
  [
    "a point that is set",
    targetPad,
    [
      [".point circle", "stroke"],
      [".point circle", "fill"],
    ],
  ],
  [
    "the cross at a point that is set",
    targetPad,
    [
      [".point .under", "stroke"],
      [".point path", "stroke"],
    ],
  ],
];
const INKS = [".arrow", ".older", ".last"];

describe.each([
  ["light", light],
  ["dark", dark],
])("in the %s theme", (_, names) => {
  it.each(MARKS)("%s is seen on every zone and on the butt", (_, source, parts) => {
    const rules = rulesOf(source);
    const last = { ...names, "--ink": rules[".last"]?.["--ink"] ?? "" };
    const lines = parts.map(([selector, property]) => resolved(rules[selector]?.[property], last));
    const unseen = GROUNDS.filter(
      (ground) => Math.max(...lines.map((line) => contrast(line, resolved(names[ground], names)))) < LEAST,
    );
    expect(unseen).toEqual([]);
  });

  it.each(INKS)("the colour of %s is told from the white around it", (selector) => {
    const rules = rulesOf(arrowMark);
    const ink = resolved(rules[selector]?.["--ink"], names);
    expect(contrast(ink, resolved(rules[".dot"]?.stroke, names))).toBeGreaterThanOrEqual(LEAST);
  });
});

it("contrast is WCAG's: black on white is 21, and magenta on red would not be seen", () => {
  expect(contrast("#000000", "#ffffff")).toBe(21);
  expect(contrast("#767676", "#ffffff")).toBeCloseTo(4.54, 2);
  expect(contrast("#ff00c8", "#f65058")).toBeLessThan(1.1);
});
