import vue from "eslint-plugin-vue";
import tseslint from "typescript-eslint";

/** Which folder may import which: domain nothing of ours, api only its own, stores api and domain, and so on. */
const floors = {
  domain: ["../api/*", "../stores/*", "../components/*", "../pages/*", "vue", "../texts"],
  api: ["../stores/*", "../components/*", "../pages/*", "../domain/*", "../texts", "vue"],
  texts: ["../api/*", "../domain/*", "../stores/*", "../components/*", "../pages/*"],
  stores: ["../components/*", "../pages/*"],
  components: ["../stores/*", "../pages/*"],
};

/** What fits on a screen: a page that grows longer is two. */
const LONGEST_COMPONENT = 150;
const LONGEST_LINE = 120;

export default tseslint.config(
  { ignores: ["src/api/schema.gen.ts"] },
  ...tseslint.configs.strict,
  ...vue.configs["flat/essential"],
  {
    files: ["src/**/*.{ts,vue}"],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
    rules: { "vue/multi-word-component-names": "off", "max-len": ["error", { code: LONGEST_LINE }] },
  },
  { files: ["src/**/*.vue"], rules: { "max-lines": ["error", { max: LONGEST_COMPONENT }] } },
  // a sentence of a translation is as long as it is
  { files: ["src/texts/**"], rules: { "max-len": ["error", { code: LONGEST_LINE, ignoreStrings: true }] } },
  ...Object.entries(floors).map(([folder, group]) => ({
    files: [`src/${folder}/**/*.{ts,vue}`],
    rules: { "no-restricted-imports": ["error", { patterns: [{ group }] }] },
  })),
);
