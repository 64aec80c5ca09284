/** Where to tap: points spread over the butt, well inside it, in an order that a person walks. */
import type { Point } from "./group";

const INSET = 0.14;

/** `side` times `side` points, row by row from the top, every second row backwards. */
export function gridOf(width: number, height: number, side: number): Point[] {
  const step = (1 - 2 * INSET) / (side - 1);
  return Array.from({ length: side * side }, (_, k) => {
    const row = Math.floor(k / side);
    const column = row % 2 === 0 ? k % side : side - 1 - (k % side);
    return { x: Math.round(width * (INSET + column * step)), y: Math.round(height * (1 - INSET - row * step)) };
  });
}

/** Ten marks of the acceptance test: a ring of nine and one beside the middle, where no calibration tap was. */
export function marksOf(width: number, height: number): Point[] {
  const ring = Array.from({ length: 9 }, (_, k) => {
    const angle = (2 * Math.PI * (k + 0.25)) / 9;
    const reach = k % 2 === 0 ? 0.4 : 0.22;
    return {
      x: Math.round(width * (0.5 + reach * Math.cos(angle))),
      y: Math.round(height * (0.5 + reach * Math.sin(angle))),
    };
  });
  return [...ring, { x: Math.round(width * 0.47), y: Math.round(height * 0.53) }];
}
