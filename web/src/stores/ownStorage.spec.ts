// @vitest-environment jsdom
import { afterEach, describe, expect, it, vi } from "vitest";
import { forgetOwn, keepOwn, readOwn, readOwnFields, readOwnList } from "./ownStorage";

const isText = (one: unknown): one is string => typeof one === "string";

afterEach(() => {
  vi.restoreAllMocks();
  localStorage.clear();
});

describe("what the phone keeps", () => {
  it("is read as it was kept, until it is forgotten", () => {
    keepOwn("thing", { a: 1 });
    expect(readOwn("thing")).toEqual({ a: 1 });
    forgetOwn("thing");
    expect(readOwn("thing")).toBeNull();
  });

  it("is nothing where it cannot be read", () => {
    localStorage.setItem("arch-stats:thing", "{half");
    expect(readOwn("thing")).toBeNull();
    for (const odd of [null, 3, "text", [1]]) {
      keepOwn("thing", odd);
      expect(readOwnFields("thing")).toEqual({});
    }
    keepOwn("thing", { 0: "a" });
    expect(readOwnList("thing", isText, 9)).toEqual([]);
  });

  it("is the first of a list that are of their kind", () => {
    keepOwn("thing", ["a", 1, null, "b", "c"]);
    expect(readOwnList("thing", isText, 2)).toEqual(["a", "b"]);
  });

  it("stays as it was where it has become too long", () => {
    keepOwn("thing", "short");
    keepOwn("thing", "much longer", 12);
    expect(readOwn("thing")).toBe("short");
    keepOwn("thing", "much longer", 13);
    expect(readOwn("thing")).toBe("much longer");
  });

  it("ends nothing where a browser keeps nothing", () => {
    const refuse = () => {
      throw new DOMException("no storage", "SecurityError");
    };
    for (const name of ["getItem", "setItem", "removeItem"] as const)
      vi.spyOn(Storage.prototype, name).mockImplementation(refuse);
    keepOwn("thing", 1);
    forgetOwn("thing");
    expect(readOwn("thing")).toBeNull();
  });
});
