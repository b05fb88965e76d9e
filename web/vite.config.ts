import { defineConfig } from "vite";

/**
 * Everything lies in dist/assets under a name that changes with its content, so browsers may keep it for ever.
 *
 * Modules run in the order of their imports whichever chunk they lie in: `session/policy` must come before the SDK.
 */
export default defineConfig({
  build: {
    target: "es2023",
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    modulePreload: { polyfill: false },
    license: { fileName: "assets/licences.md" },
    rolldownOptions: { output: { strictExecutionOrder: true } },
  },
});
