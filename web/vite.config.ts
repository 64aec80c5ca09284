import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { FluentResource } from "@fluent/bundle";
import vue from "@vitejs/plugin-vue";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const SWAGGER_FILES = ["swagger-ui.css", "swagger-ui-bundle.js", "LICENSE"];

/** The API's documentation page must work without the internet, so its files are served by the appliance. */
const swaggerFiles: Plugin = {
  name: "swagger-files",
  apply: "build",
  closeBundle() {
    mkdirSync("dist/swagger", { recursive: true });
    for (const file of SWAGGER_FILES) copyFileSync(`node_modules/swagger-ui-dist/${file}`, `dist/swagger/${file}`);
  },
};

// the highest level takes twice as long for a fiftieth of the size
const BROTLI = { [constants.BROTLI_PARAM_QUALITY]: 10 };
const IS_TEXT = /\.(js|css|html|svg|json|webmanifest)$/;

/** Beside each text stand its compressed twins, packed once and for all: browsers take br over HTTPS alone, gzip always. */
const compressedFiles: Plugin = {
  name: "compressed-files",
  // the end of each run of the tests closes a bundle too
  apply: "build",
  enforce: "post",
  closeBundle() {
    const files = readdirSync("dist", { recursive: true, encoding: "utf-8" }).filter((file) => IS_TEXT.test(file));
    for (const file of files) {
      const text = readFileSync(`dist/${file}`);
      writeFileSync(`dist/${file}.gz`, gzipSync(text, { level: constants.Z_BEST_COMPRESSION }));
      writeFileSync(`dist/${file}.br`, brotliCompressSync(text, { params: BROTLI }));
    }
  },
};

/** Which packages end up in the page, for the list of licences: dist/packages.json. */
const shippedPackages: Plugin = {
  name: "shipped-packages",
  generateBundle(_, bundle) {
    const modules = Object.values(bundle).flatMap((file) => (file.type === "chunk" ? Object.keys(file.modules) : []));
    const names = modules.map((id) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1]);
    const shipped = [...new Set([...names.filter((name) => name !== undefined), "swagger-ui-dist"])].sort();
    this.emitFile({ type: "asset", fileName: "packages.json", source: `${JSON.stringify(shipped)}\n` });
  },
};

/** What the service worker keeps is what was built; its own name stays, for browsers know it by that. */
const WORKER = "worker.js";
const builtFiles: Plugin = {
  name: "built-files",
  enforce: "post",
  generateBundle: {
    // Vite takes files away again that only import another
    order: "post",
    handler(_, bundle) {
      const names = Object.keys(bundle).filter((file) => file.startsWith("assets/"));
      const files = names.map((file) => `/app/${file}`).sort();
      const worker = bundle[WORKER];
      if (worker?.type !== "chunk") throw new Error(`${WORKER} is missing`);
      const as = `page-${createHash("sha256").update(files.join()).digest("hex").slice(0, 12)}`;
      worker.code = worker.code.replace("__BUILT__", JSON.stringify({ as, files }));
    },
  },
};

const LATER = "## Sessions";
const PARTS: Record<string, (source: string, border: number) => string> = {
  whole: (source) => source,
  first: (source, border) => source.slice(0, border),
  later: (source, border) => source.slice(border),
};

/** French has a space before these, where no line may end; translators type the one that they have a key for. */
const unbroken = (path: string, source: string) =>
  path.includes("/fr/") ? source.replace(/(?<=[^\s=]) (?=[;:?!»](?:\s|$))|(?<=«) /gm, "\u00a0") : source;

/**
 * Texts come parsed, so no phone loads a parser: each id and its pattern. The live page brings its own; those that stand
 * below LATER come a moment after it. Translators have one file.
 */
const parsedTexts: Plugin = {
  name: "parsed-texts",
  enforce: "pre",
  load(id) {
    const [path, part] = id.split("?");
    const cut = PARTS[part ?? ""];
    if (!path?.endsWith(".ftl") || !cut) return null;
    const source = unbroken(path, readFileSync(path, "utf-8"));
    const border = source.indexOf(LATER);
    if (border < 0 && part !== "whole") throw new Error(`${path}: there is no heading ${LATER}`);
    const patterns = new FluentResource(cut(source, border)).body.map(({ id, value }) => [id, value] as const);
    return { code: `export default ${JSON.stringify(Object.fromEntries(patterns))}`, moduleType: "js" };
  },
};

export default defineConfig({
  base: "/app/",
  plugins: [vue(), swaggerFiles, shippedPackages, parsedTexts, builtFiles, compressedFiles],
  // what the page never uses of Vue stays out of it
  define: {
    __VUE_OPTIONS_API__: "false",
    __VUE_PROD_DEVTOOLS__: "false",
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "false",
  },
  build: {
    target: "es2022",
    reportCompressedSize: true,
    // one file holds the live page and all that it stands on, so nothing is left to fetch ahead; a page that comes later
    // brings its styles, and finds what else it needs a moment after
    modulePreload: { polyfill: false, resolveDependencies: () => [] },
    rolldownOptions: {
      input: { index: "index.html", worker: "src/worker.ts" },
      output: {
        entryFileNames: ({ name }) => (name === "worker" ? WORKER : "assets/[name]-[hash].js"),
        codeSplitting: { groups: [{ name: "live", test: /\/src\/main\.ts$/ }] },
      },
    },
  },
  // `npm run dev` shows the page as it is edited, against the appliance that runs at ARCH_STATS_URL
  server: { proxy: { "/api": { target: process.env.ARCH_STATS_URL ?? "http://127.0.0.1:8000", ws: true } } },
  // a specification that needs a page says so in its first line: making one takes longer than most run. The colours are
  // what a test computes with; other style sheets stay empty there
  // a process of its own for each would take five times as long, for each reads all that makes a page
  test: {
    environment: "node",
    include: ["src/**/*.spec.ts"],
    isolate: false,
    setupFiles: ["src/beforeEachSpec.ts"],
    css: { include: [/tokens\.css/] },
  },
});
