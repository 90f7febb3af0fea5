/**
 * The main job on real input: every Synthea bundle of `../shared` is loaded as a transaction, read back, counted,
 * and its patient's twin, predictions and simulation are asked for, all over HTTP.
 */
import assert from "node:assert/strict";
import type { Bundle, BundleEntry, CodeableConcept, Patient, Resource } from "@medplum/fhirtypes";
import { parseJson, stringifyJson } from "../../src/json.ts";
import { startServer, type TestServer } from "../support/app.ts";
import { needsTransactions } from "../support/needs.ts";
import { needsShared, sharedFiles, textOfFile } from "./shared.ts";

const FOLDERS = ["data/synthea-2019", "data/synthea-2020"];
const BUNDLES = 122;
/**
 * Which bundles are loaded, and which of them into one store: for a server that is too slow for all in one.
 * SYNTHEA_BUNDLES=1-3,40 loads the first three into one store and the fortieth into another.
 */
const STORES = (process.env.SYNTHEA_BUNDLES ?? `1-${BUNDLES}`).split(",");
const READS_PER_BATCH = 500;
const COUNTED_BY_PATIENT = ["Observation", "Condition", "Encounter", "MedicationRequest", "Procedure", "Immunization"];
/** Types whose resources are counted by code, and how many of each type's codes are asked for. */
const COUNTED_BY_CODE = ["Observation", "Condition", "Procedure"];
const ADULT_YEARS = 18;

interface Loaded {
  readonly name: string;
  readonly sent: Bundle;
  /** `Type/id` of each entry, in order. */
  readonly locations: readonly string[];
}

let transactions: readonly string[] | undefined;
/** Paths of the files that are transactions, as their first characters say. */
function transactionFiles(): readonly string[] {
  transactions ??= FOLDERS.flatMap((folder) => sharedFiles(folder, /\.json(\.gz)?$/)).filter((path) =>
    /"type"\s*:\s*"transaction"/.test(textOfFile(path).slice(0, 200)),
  );
  return transactions;
}

for (const range of STORES) {
  const [first = 1, last = first] = range.split("-").map(Number);
  const isWhole = last - first + 1 === BUNDLES;
  describe(`Synthea bundles${isWhole ? "" : ` ${range}`}, end to end`, function () {
    this.timeout(300_000);
    synthea({ first, last, isWhole });
  });
}

function synthea({ first, last, isWhole }: { first: number; last: number; isWhole: boolean }): void {
  let server: TestServer;
  const loaded: Loaded[] = [];

  before(async function () {
    needsShared(this, ...FOLDERS);
    server = await startServer();
    needsTransactions(this, server.store);
    for (const path of transactionFiles().slice(first - 1, last)) {
      const text = textOfFile(path);
      const sent = parseJson(text) as Bundle; // a Synthea file
      const answer = await post("", text);
      assert.equal(answer.status, 200, `${path}: ${answer.text.slice(0, 500)}`);
      const entries = (JSON.parse(answer.text) as Bundle).entry ?? [];
      assert.ok(
        entries.every((entry) => entry.response?.status?.startsWith("201")),
        path,
      );
      const locations = entries.map(
        (entry) => /([A-Z]\w+\/[^/]+)\/_history/.exec(entry.response?.location ?? "")?.[1] ?? "",
      );
      loaded.push({ name: path.split("/").at(-1) ?? "", sent, locations });
    }
  });
  after(() => server?.close());

  const send = async (method: string, path: string, body?: string) => {
    const answer = await fetch(`${server.base}${path}`, {
      method,
      headers: { "content-type": "application/fhir+json" },
      ...(body === undefined ? {} : { body }),
    });
    return { status: answer.status, text: await answer.text() };
  };
  const post = (path: string, body: string) => send("POST", path, body);
  const total = async (query: string) => {
    const { text } = await send("GET", `/${query}&_summary=count`);
    return (JSON.parse(text) as Bundle).total;
  };
  const patients = () =>
    loaded.map(({ sent, locations }) => {
      const at = (sent.entry ?? []).findIndex(({ resource }) => resource?.resourceType === "Patient");
      return { id: locations[at]?.split("/")[1] ?? "", patient: sent.entry?.[at]?.resource as Patient };
    });

  it(isWhole ? "loads all 122" : `loads these of ${BUNDLES}`, () => {
    assert.equal(transactionFiles().length, BUNDLES);
    assert.equal(loaded.length, last - first + 1);
  });

  it("gives back every entry as it was sent, ids and references aside, decimals to the digit", async () => {
    for (const { name, sent, locations } of loaded) {
      const expected = expectedTexts(sent, locations);
      for (let from = 0; from < locations.length; from += READS_PER_BATCH) {
        const entry = locations.slice(from, from + READS_PER_BATCH).map((url) => ({ request: { method: "GET", url } }));
        const { text } = await post("", JSON.stringify({ resourceType: "Bundle", type: "batch", entry }));
        const answer = parseJson(text) as Bundle; // a batch-response
        answer.entry?.forEach(({ resource }, at) => {
          assert.equal(comparable(resource), expected[from + at], `${name} entry ${from + at}`);
        });
      }
    }
  });

  it("counts by type, by patient and by code what the files hold", async () => {
    const all = loaded.flatMap(({ sent }) => (sent.entry ?? []).flatMap(({ resource }) => resource ?? []));
    for (const [type, resources] of Map.groupBy(all, (resource) => resource.resourceType)) {
      assert.equal(await total(`${type}?_lastUpdated=ge2000`), resources.length, type);
    }
    for (const { sent, locations } of loaded) {
      const entries = sent.entry ?? [];
      const patient = locations.find((location) => location.startsWith("Patient/"));
      for (const type of COUNTED_BY_PATIENT) {
        const held = entries.filter(({ resource }) => resource?.resourceType === type).length;
        assert.equal(await total(`${type}?patient=${patient}`), held, `${type} of ${patient}`);
      }
    }
    for (const type of COUNTED_BY_CODE) {
      const ofType = all.filter((resource) => resource.resourceType === type);
      for (const [token, count] of countsByCode(ofType)) {
        assert.equal(await total(`${type}?code=${encodeURIComponent(token)}`), count, `${type} ${token}`);
      }
    }
  });

  it("answers $twin for every patient", async () => {
    for (const { id } of patients()) {
      const { status, text } = await send("GET", `/Patient/${id}/$twin`);
      assert.equal(status, 200, text.slice(0, 300));
    }
  });

  it("answers $predict for every patient, and refuses the dead and the young by rule", async () => {
    for (const { id, patient } of patients()) {
      const every = await send("GET", `/Patient/${id}/$predict`);
      assert.equal(every.status, 200, every.text.slice(0, 300));
      const { status, text } = await send("GET", `/Patient/${id}/$predict?model=prevent`);
      assert.ok(status === 200 || status === 422, `${status} ${text.slice(0, 300)}`);
      if (isDead(patient) || isYoung(patient, server.clock())) {
        assert.equal(status, 422, "PREVENT is for living adults");
        assert.match(text, isDead(patient) ? /deceased/i : /age/i);
      }
    }
  });

  it("answers $simulate for every patient: diabetes plans for those who have it, a reason for the others", async () => {
    let simulated = 0;
    for (const { id, patient } of patients()) {
      const { status, text } = await post(`/Patient/${id}/$simulate`, JSON.stringify(threePlans(20)));
      assert.ok(status === 200 || status === 422, `${status} ${text.slice(0, 300)}`);
      if (isDead(patient)) assert.equal(status, 422);
      if (status === 200) simulated++;
    }
    if (isWhole) assert.ok(simulated > 0, "at least one living patient has type 2 diabetes");
  });

  it("compares three plans for a patient with diabetes: bands, differences, words; same seed, same bytes", async () => {
    for (const { id } of patients()) {
      const first = await post(`/Patient/${id}/$simulate`, JSON.stringify(threePlans(200)));
      if (first.status !== 200) continue;
      const second = await post(`/Patient/${id}/$simulate`, JSON.stringify(threePlans(200)));
      assert.equal(first.text, second.text);
      const resources = ((JSON.parse(first.text) as Bundle).entry ?? []).flatMap(({ resource }) => resource ?? []);
      const types = new Set(resources.map((resource) => resource.resourceType));
      for (const type of ["Observation", "RiskAssessment", "Parameters", "Provenance"])
        assert.ok(types.has(type as never));
      const bands = resources.filter((resource) => resource.resourceType === "Observation");
      assert.ok(bands.every((band) => (band.component ?? []).some(({ valueSampledData }) => valueSampledData)));
      assert.ok(bands.every((band) => band.text?.status === "generated" || band.code.text));
      assert.match(first.text, /metformin and SGLT2 inhibitor/);
      return;
    }
    if (isWhole) assert.fail("no patient could be simulated");
  });
}

/** What is compared: the resource without id and what the server adds to meta, its keys in order. */
function comparable(resource: Resource | undefined): string {
  const { id: _id, meta, ...rest } = (resource ?? {}) as Record<string, unknown>;
  const { versionId: _version, lastUpdated: _updated, ...kept } = (meta ?? {}) as Record<string, unknown>;
  return stringifyJson(inOrder({ ...rest, ...(Object.keys(kept).length > 0 ? { meta: kept } : {}) }));
}

/** The entries as they must come back: each fullUrl that is referred to replaced by where its entry went. */
function expectedTexts(sent: Bundle, locations: readonly string[]): readonly string[] {
  const placed = new Map((sent.entry ?? []).map(({ fullUrl }, at) => [fullUrl ?? "", locations[at] ?? ""]));
  return (sent.entry ?? []).map(({ resource }: BundleEntry) =>
    comparable(resource).replace(/"urn:uuid:[^"]+"/g, (quoted) => {
      const place = placed.get(quoted.slice(1, -1));
      return place === undefined ? quoted : JSON.stringify(place);
    }),
  );
}

/** A copy with sorted keys; spread keeps exact decimals, so each object is copied by spread first. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== "object" || value === null) return value;
  const copy = { ...value } as Record<string, unknown>;
  for (const key of Object.keys(copy).sort()) {
    const item = copy[key];
    delete copy[key];
    copy[key] = inOrder(item);
  }
  return copy;
}

function countsByCode(resources: readonly Resource[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const resource of resources) {
    const { code } = resource as { code?: CodeableConcept }; // so in the types that are counted by code
    const codings = code?.coding ?? [];
    for (const token of new Set(codings.map(({ system, code }) => `${system}|${code}`))) {
      counts.set(token, (counts.get(token) ?? 0) + 1);
    }
  }
  return counts;
}

const isDead = (patient: Patient) => patient.deceasedDateTime !== undefined || patient.deceasedBoolean === true;

function isYoung(patient: Patient, now: number): boolean {
  const born = Date.parse(patient.birthDate ?? "");
  return now - born < (ADULT_YEARS - 1) * 365.25 * 86_400_000;
}

function threePlans(members: number) {
  const plan = (name: string, ...codes: readonly string[]) => ({
    name: "scenario",
    part: [
      { name: "name", valueString: name },
      ...codes.map((code) => ({ name: "intervention", part: [{ name: "code", valueCode: code }] })),
    ],
  });
  return {
    resourceType: "Parameters",
    parameter: [
      { name: "model", valueCode: "t2d-five-year-scenarios" },
      { name: "seed", valueInteger: 7 },
      { name: "members", valueInteger: members },
      plan("metformin", "metformin"),
      plan("metformin and SGLT2 inhibitor", "metformin", "sglt2i"),
      plan("metformin, weight loss and exercise", "metformin", "diet-weight-loss", "exercise"),
    ],
  };
}
