import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import vue from "@vitejs/plugin-vue";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const SWAGGER_FILES = ["swagger-ui.css", "swagger-ui-bundle.js", "LICENSE"];

/** The API's documentation page must work without the internet, so its files are served by the appliance. */
const swaggerFiles = {
  name: "swagger-files",
  closeBundle() {
    mkdirSync("dist/swagger", { recursive: true });
    for (const file of SWAGGER_FILES) copyFileSync(`node_modules/swagger-ui-dist/${file}`, `dist/swagger/${file}`);
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

const LATER = "## Sessions";

/** The live page brings its own texts; those that stand below LATER come a moment after it. Translators have one file. */
const textsInParts: Plugin = {
  name: "texts-in-parts",
  enforce: "pre",
  load(id) {
    const [path, part] = id.split("?");
    if (!path?.endsWith(".ftl") || (part !== "first" && part !== "later")) return null;
    const source = readFileSync(path, "utf-8");
    const border = source.indexOf(LATER);
    if (border < 0) throw new Error(`${path}: there is no heading ${LATER}`);
    const text = part === "first" ? source.slice(0, border) : source.slice(border);
    return { code: `export default ${JSON.stringify(text)}`, moduleType: "js" };
  },
};

export default defineConfig({
  base: "/app/",
  plugins: [vue(), swaggerFiles, shippedPackages, textsInParts],
  // what the page never uses of Vue stays out of it
  define: {
    __VUE_OPTIONS_API__: "false",
    __VUE_PROD_DEVTOOLS__: "false",
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "false",
  },
  build: { target: "es2022", reportCompressedSize: true },
  // `npm run dev` shows the page as it is edited, against the appliance that runs at ARCH_STATS_URL
  server: { proxy: { "/api": { target: process.env.ARCH_STATS_URL ?? "http://127.0.0.1:8000", ws: true } } },
  // the colours are what a test computes with; other style sheets stay empty there
  test: { environment: "jsdom", include: ["src/**/*.spec.ts"], css: { include: [/tokens\.css/] } },
});
