import { copyFileSync, mkdirSync } from "node:fs";
import vue from "@vitejs/plugin-vue";
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

export default defineConfig({
  base: "/app/",
  plugins: [vue(), swaggerFiles],
  build: { target: "es2022", reportCompressedSize: true },
  // `npm run dev` shows the page as it is edited, against the appliance that runs at ARCH_STATS_URL
  server: { proxy: { "/api": { target: process.env.ARCH_STATS_URL ?? "http://127.0.0.1:8000", ws: true } } },
  test: { environment: "jsdom", include: ["src/**/*.spec.ts"] },
});
