/**
 * Who may import whom: the table of `src/README.md`, enforced by reading the import lines of every source file.
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

const SRC = resolve(import.meta.dirname, "../src");

/** For each room, the rooms or files (without `.ts`) that it may import. Itself is always allowed. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  errors: [],
  json: [],
  codes: [],
  units: ["errors"],
  config: ["errors"],
  concepts: [],
  models: ["concepts", "units", "codes", "errors"],
  simulation: ["concepts", "units", "codes", "errors", "models/contract"],
  genomics: ["codes", "errors"],
  "drug-safety": ["concepts", "genomics", "units", "codes", "errors", "models/medication/opioid-mme"],
  twin: [
    "concepts",
    "genomics",
    "units",
    "codes",
    "errors",
    "json",
    "models/contract",
    "models/kidney/ckd-epi",
    "drug-safety/contract",
    "drug-safety/opioids",
    "drug-safety/tables",
    "simulation/contract",
  ],
  storage: ["errors", "json"],
  fhir: ["storage/port", "security", "errors", "codes", "units", "json"],
  operations: [
    "storage/port",
    "twin",
    "models",
    "drug-safety",
    "genomics",
    "simulation",
    "concepts",
    "fhir/operation",
    "fhir/parameters",
    "errors",
    "codes",
    "units",
    "json",
    "evaluation",
    "plot",
  ],
  hl7v2: ["storage/port", "units", "codes", "errors", "json"],
  evaluation: [],
  plot: [],
  security: ["errors", "storage/port", "codes"],
  monitoring: ["errors", "storage/port"],
  web: [],
  load: ["errors", "json"],
  migrate: ["storage", "fhir/search/index-resource", "errors"],
  "site-models": ["models", "errors"],
  calibrate: [
    "concepts",
    "models",
    "evaluation",
    "plot",
    "operations/predict",
    "operations/inputs",
    "operations/evaluate-model",
    "operations/onnx",
    "site-models",
    "errors",
  ],
  app: ["*"],
  main: ["*"],
};
/** npm packages that are confined to a room. */
const CONFINED: Record<string, readonly string[]> = {
  express: ["app", "fhir", "monitoring", "web"],
  "better-sqlite3": ["storage"],
  mongodb: ["storage"],
  fhirpath: ["fhir"],
  "@lhncbc/ucum-lhc": ["units"],
  piscina: ["operations"],
};
/** Rooms whose results depend on their arguments alone. */
const PURE = ["models", "drug-safety", "genomics", "simulation", "evaluation", "plot", "twin", "concepts", "units"];

const sources = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
const room = (file: string) => (file.includes("/") ? (file.split("/")[0] ?? "") : file.replace(/\.ts$/, ""));

function importsOf(file: string): string[] {
  const text = readFileSync(join(SRC, file), "utf8");
  return [
    ...text.matchAll(
      /(?:^|\n)\s*(?:import|export)\b[^;"]*?from\s+"([^"]+)"|import\(\s*"([^"]+)"|new URL\(\s*"(\.[^"]+\.ts)"/g,
    ),
  ].map((match) => match[1] ?? match[2] ?? match[3] ?? "");
}

describe("architecture", () => {
  for (const file of sources) {
    it(`${file} imports only what its room may`, () => {
      const own = room(file);
      const allowed = MAY_IMPORT[own];
      assert.ok(allowed, `src/${own} has no row in the table: add one here and in src/README.md`);
      for (const target of importsOf(file)) {
        if (!target.startsWith(".")) {
          const name = target.startsWith("@") ? target.split("/").slice(0, 2).join("/") : (target.split("/")[0] ?? "");
          const rooms = CONFINED[name];
          assert.ok(!rooms || rooms.includes(own) || own === "main", `${file} imports ${name}, confined to ${rooms}`);
          continue;
        }
        const path = relative(SRC, resolve(SRC, dirname(file), target)).replace(/\.(ts|json)$/, "");
        if (path.startsWith("..") || room(path) === own || allowed.includes("*")) continue;
        assert.ok(
          allowed.some((entry) => path === entry || path.startsWith(`${entry}/`)),
          `${file} imports ${path}, which src/${own} may not`,
        );
      }
    });
  }

  it("names a storage adapter only in main, in the migration and in the adapter itself", () => {
    for (const file of sources) {
      if (file === "main.ts" || file === "migrate/stores.ts" || file.startsWith("storage/")) continue;
      for (const target of importsOf(file)) assert.doesNotMatch(target, /storage\/(sqlite|mongodb)/, file);
    }
  });

  it("reads the environment only in config", () => {
    // main hands the environment to config, and does nothing else with it.
    for (const file of sources.filter((name) => name !== "config.ts")) {
      const text = readFileSync(join(SRC, file), "utf8").replace("readConfig(process.env)", "");
      assert.doesNotMatch(text, /process\.env\b/, file);
    }
  });

  it("keeps clock and chance out of the pure rooms", () => {
    for (const file of sources.filter((name) => PURE.includes(room(name)))) {
      assert.doesNotMatch(readFileSync(join(SRC, file), "utf8"), /Date\.now\(|Math\.random\(|new Date\(\)/, file);
    }
  });
});
