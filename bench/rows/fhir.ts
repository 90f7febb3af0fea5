import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { call } from "../client.ts";
import { observation, patientBundle, patientId } from "../data.ts";
import { atLeast, exactly, p50Row, type Row, times } from "../measure.ts";
import type { BenchServer } from "../server.ts";

/** Patients stored for the small calls; one more, with this index, for `$everything`. */
export const PATIENTS = 500;
/** With the patient and four more resources, 100 each. */
const OBSERVATIONS = 95;
const SAMPLES = 300;

/** Transactions of patient bundles, Synthea's where the shared data are there, on an empty store. */
export async function bundleRow(server: BenchServer): Promise<Row> {
  const found = syntheaBundles();
  const bundles =
    found.length > 0 ? found : Array.from({ length: 60 }, (_, at) => JSON.stringify(patientBundle(at, 250)));
  let resources = 0;
  let partial = 0;
  const started = performance.now();
  for (const bundle of bundles) {
    const answer = await call("POST", server.base, bundle);
    const entries = (answer.entry ?? []) as { response?: { status?: string } }[]; // a transaction-response
    resources += entries.length;
    if (!entries.every((entry) => entry.response?.status?.startsWith("20"))) partial++;
  }
  const seconds = (performance.now() - started) / 1000;
  const detail = `${bundles.length} ${found.length > 0 ? "Synthea" : "synthetic"} bundles, ${resources} resources, ${partial} partial`;
  return {
    name: "transaction bundles",
    value: partial > 0 ? 0 : resources / seconds,
    unit: "resources/s",
    bar: atLeast(1500),
    detail,
  };
}

function syntheaBundles(): readonly string[] {
  const folder = resolve(import.meta.dirname, "../../../shared/data/synthea-2019/bundles");
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => ({ name, bytes: readFileSync(join(folder, name)) }))
    .map(({ name, bytes }) => (name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8"))
    .filter((text) => text.includes('"transaction"'));
}

/** Fills the store to 50,000 resources, then times the small calls. */
export async function interactionRows(server: BenchServer): Promise<readonly Row[]> {
  for (let index = 0; index < PATIENTS; index++) await call("POST", server.base, patientBundle(index, OBSERVATIONS));
  const someone = (at: number) => patientId((at * 37) % PATIENTS);
  const get = (path: (at: number) => string) =>
    times(SAMPLES, async (at) => void (await call("GET", `${server.base}/${path(at)}`)));
  return [
    p50Row("small transaction (Patient + Observation)", await times(SAMPLES, (at) => smallTransaction(server, at)), 3),
    p50Row("read", await get((at) => `Patient/${someone(at)}`), 1),
    p50Row("token search", await get((at) => `Patient?identifier=urn:bench|${(at * 37) % PATIENTS}`), 3),
    p50Row(
      "code and date search",
      await get((at) => `Observation?patient=${someone(at)}&code=http://loinc.org|4548-4&date=ge2016-01-01`),
      5,
    ),
    p50Row("$everything of 500 resources", await everything(server), 20),
    p50Row(
      "latest value",
      await get((at) => `Observation?patient=${someone(at)}&code=http://loinc.org|4548-4&_sort=-date&_count=1`),
      2,
    ),
  ];
}

async function everything(server: BenchServer): Promise<readonly number[]> {
  await call("POST", server.base, patientBundle(PATIENTS, 495));
  const path = `${server.base}/Patient/${patientId(PATIENTS)}/$everything?_count=1000`;
  return times(50, async () => void (await call("GET", path)));
}

async function smallTransaction(server: BenchServer, at: number): Promise<void> {
  const fullUrl = "urn:uuid:6f1d7d3c-0000-4000-8000-000000000001";
  const resource = { resourceType: "Patient", identifier: [{ system: "urn:bench:small", value: `${at}` }] };
  const entry = [
    { fullUrl, resource, request: { method: "POST", url: "Patient" } },
    {
      resource: { ...observation(0, at), subject: { reference: fullUrl } },
      request: { method: "POST", url: "Observation" },
    },
  ];
  await call("POST", server.base, { resourceType: "Bundle", type: "transaction", entry });
}

/** Sixteen clients create the same patient on one condition, many times over. */
export async function raceRow(server: BenchServer): Promise<Row> {
  const races = 20;
  let most = 0;
  for (let race = 0; race < races; race++) {
    const condition = `identifier=urn:bench:race|${race}`;
    const resource = { resourceType: "Patient", identifier: [{ system: "urn:bench:race", value: `${race}` }] };
    const entry = [{ resource, request: { method: "POST", url: "Patient", ifNoneExist: condition } }];
    const bundle = { resourceType: "Bundle", type: "transaction", entry };
    await Promise.all(Array.from({ length: 16 }, () => call("POST", server.base, bundle)));
    const { total } = await call("GET", `${server.base}/Patient?${condition}&_summary=count`);
    most = Math.max(most, Number(total));
  }
  return {
    name: "16 clients, one conditional create",
    value: most,
    unit: "resources",
    bar: exactly(1),
    detail: `most of ${races} races`,
  };
}
