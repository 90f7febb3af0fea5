import { call, untilTwinIsKept } from "../client.ts";
import { patientBundle, patientId } from "../data.ts";
import { percentile, type Row, under } from "../measure.ts";
import type { BenchServer } from "../server.ts";

const BAR_PATIENTS = 20_000;
const BAR_SECONDS = 60;
/** With the patient and four more resources, 35 each. */
const OBSERVATIONS = 30;
const LOADERS = 4;
const GROUP = "bench-members";
/** Between two calls of a client that reads while the Group is computed. */
const PROBE_EVERY_MS = 250;

const MODELS = [
  "prevent",
  "pce-2013",
  "framingham-cvd-2008",
  "score2",
  "score2-op",
  "charge-af",
  "gail-bcrat",
  "ckd-epi",
  "cockcroft-gault",
  "fib-4",
];

/** Ten models on every member of a Group, streamed; meanwhile another client reads. */
export async function groupRow(server: BenchServer, patients = BAR_PATIENTS): Promise<Row> {
  await load(server, patients);
  const member = Array.from({ length: patients }, (_, at) => ({ entity: { reference: `Patient/${patientId(at)}` } }));
  await call("PUT", `${server.base}/Group/${GROUP}`, {
    resourceType: "Group",
    id: GROUP,
    type: "person",
    actual: true,
    member,
  });
  await untilTwinIsKept(server.base, patientId(patients - 1));
  const asked = MODELS.map((model) => `model=${model}`).join("&");
  const probe = startProbe(server);
  const started = performance.now();
  const { lines, results, members } = await stream(`${server.base}/Group/${GROUP}/$predict?${asked}&asOf=2015-06-15`);
  const seconds = (performance.now() - started) / 1000;
  const { reads, memoryMb } = await probe.stop();
  if (members !== patients) throw new Error(`${members} of ${patients} members were answered`);
  const readMs = percentile(reads, 0.99).toFixed(0);
  return {
    name: `Group of ${patients}, ${MODELS.length} models`,
    value: seconds,
    unit: "s",
    bar: under((BAR_SECONDS * patients) / BAR_PATIENTS),
    detail: `${lines} lines, ${results} results, peak ${memoryMb.toFixed(0)} MB, reads meanwhile p99 ${readMs} ms`,
  };
}

async function load(server: BenchServer, patients: number): Promise<void> {
  let next = 0;
  const loader = async () => {
    while (next < patients) await call("POST", server.base, patientBundle(next++, OBSERVATIONS));
  };
  await Promise.all(Array.from({ length: LOADERS }, loader));
}

const END_OF_LINE = 10;
const LONGEST_MEMBER = 40;
const MEMBER = `Patient/${patientId(0).slice(0, -1)}`;

/** Reads the lines as they come and keeps none; counts the patients they name. */
async function stream(url: string) {
  const answer = await fetch(url, { headers: { accept: "application/fhir+ndjson" } });
  if (!answer.ok || answer.body === null) throw new Error(`${answer.status} ${await answer.text()}`);
  const seen = new Set<string>();
  let lines = 0;
  let results = 0;
  let rest = Buffer.alloc(0);
  for await (const part of answer.body) {
    const bytes = Buffer.concat([rest, part]);
    let start = 0;
    for (let end = bytes.indexOf(END_OF_LINE); end >= 0; end = bytes.indexOf(END_OF_LINE, start)) {
      const line = bytes.subarray(start, end);
      lines++;
      if (!line.includes('"resourceType":"OperationOutcome"')) results++;
      const at = line.indexOf(MEMBER);
      const [member] = /^Patient\/[\w-]+/.exec(line.toString("latin1", at, at + LONGEST_MEMBER)) ?? [];
      if (at >= 0 && member !== undefined) seen.add(member);
      start = end + 1;
    }
    rest = bytes.subarray(start);
  }
  return { lines, results, members: seen.size };
}

function startProbe(server: BenchServer) {
  const reads: number[] = [];
  let memoryMb = 0;
  let isStopped = false;
  const probing = (async () => {
    while (!isStopped) {
      const before = performance.now();
      await call("GET", `${server.base}/Patient/${patientId(1)}`);
      reads.push(performance.now() - before);
      memoryMb = Math.max(memoryMb, server.memoryMb());
      await new Promise((done) => setTimeout(done, PROBE_EVERY_MS));
    }
  })();
  return {
    stop: async () => {
      isStopped = true;
      await probing;
      return { reads: reads.sort((a, b) => a - b), memoryMb };
    },
  };
}
