import js from "@eslint/js";
import pulumi from "@pulumi/eslint-plugin";
import { createNodeResolver, importX } from "eslint-plugin-import-x";
import sonarjs from "eslint-plugin-sonarjs";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["**/node_modules/**", "**/dist/**", ".local/**"] },
  js.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.recommended],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/consistent-type-imports": "error",
    },
  },
  {
    // A function that is not read at one go, and files that import each other.
    files: ["**/*.ts", "**/*.js", "**/*.mjs"],
    plugins: { sonarjs, "import-x": importX },
    settings: {
      "import-x/extensions": [".ts", ".js", ".mjs"],
      "import-x/parsers": { "@typescript-eslint/parser": [".ts"] },
      "import-x/resolver-next": [createNodeResolver({ extensions: [".ts", ".js", ".mjs"] })],
    },
    rules: {
      "sonarjs/cognitive-complexity": ["error", 15],
      "no-nested-ternary": "error",
      "import-x/no-cycle": ["error", { ignoreExternal: true }],
    },
  },
  {
    // What a terminal receives passes one file, which removes control characters that come from outside.
    files: ["cli/**/*.ts", "local/run.ts", "local/start.ts", "local/quickstart/**/*.ts"],
    ignores: ["cli/output.ts"],
    rules: {
      "no-console": "error",
      "no-restricted-syntax": [
        "error",
        {
          selector: "MemberExpression[property.name='write'][object.property.name=/^std(out|err)$/]",
          message: "Print by cli/output.ts.",
        },
      ],
    },
  },
  {
    // Every request passes one file: encrypted, without redirects, and with waits that are told.
    files: ["cli/**/*.ts"],
    ignores: ["cli/network/request.ts"],
    rules: {
      "no-restricted-globals": [
        "error",
        { name: "fetch", message: "Send requests by cli/network/request.ts." },
      ],
      "no-restricted-imports": [
        "error",
        {
          name: "undici",
          importNames: ["fetch", "request"],
          message: "Send requests by cli/network/request.ts.",
        },
      ],
    },
  },
  {
    files: ["**/*.ts"],
    ignores: ["tests/**"],
    rules: { "@typescript-eslint/no-non-null-assertion": "error" },
  },
  {
    // An Output in a template literal prints "Calling [toString] on an Output" instead of its value.
    files: ["index.ts", "components/**/*.ts"],
    plugins: { "@pulumi": pulumi },
    rules: { "@pulumi/no-output-in-template-literal": "error" },
  },
  {
    files: ["**/*.mjs", "**/*.js"],
    languageOptions: {
      globals: {
        process: "readonly",
        console: "readonly",
        URL: "readonly",
        Buffer: "readonly",
        setTimeout: "readonly",
        clearTimeout: "readonly",
        setInterval: "readonly",
        clearInterval: "readonly",
        fetch: "readonly",
        AbortSignal: "readonly",
        require: "readonly",
        module: "writable",
        __dirname: "readonly",
      },
    },
  },
  {
    // A script of the browser: its own tsconfig.json checks its names, those of the browser among them.
    files: ["cli/report/page/*.js"],
    rules: { "no-undef": "off" },
  },
);
