/** Two processes of the whole server on one MongoDB. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type {
  Bundle,
  CapabilityStatement,
  DocumentReference,
  Observation,
  OperationOutcome,
  ParametersParameter,
  Quantity,
  Resource,
} from "@medplum/fhirtypes";
import { twinStateId } from "../../src/operations/twin-state.ts";
import { dropDatabase, findServer, type TestServer } from "./mongodb-server.ts";
import { type ServerProcess, startServerProcess } from "./server-process.ts";

const JSON_TYPE = { "content-type": "application/fhir+json" };
/** Few, because each search costs a server without `$elemMatch` a look at everything. */
const RACERS = 6;
/** A server without `$elemMatch` looks at every document for each search, and the definitions are being stored meanwhile. */
const FOLLOW_LIMIT_MS = 60_000;
const GLUCOSE = { coding: [{ system: "http://loinc.org", code: "2345-7" }] };

describe("MongoDB, two processes of the server", function () {
  this.timeout(240_000);
  let server: TestServer;
  let uri: string;
  let processes: readonly ServerProcess[] = [];
  let bases: string[];

  before(async function () {
    const found = await findServer();
    if (typeof found === "string") {
      console.log(`      skipped: ${found}`);
      return this.skip();
    }
    server = found;
    uri = server.uri(`test-${randomUUID()}`);
    processes = await Promise.all([startServerProcess(uri), startServerProcess(uri)]);
    bases = processes.map(({ base }) => base);
  });
  after(async () => {
    for (const one of processes) await one.end("SIGKILL");
    if (server) await dropDatabase(uri);
    await server?.stop();
  });

  async function post(base: string, body: Resource, headers = {}): Promise<Response> {
    return fetch(`${base}/${body.resourceType === "Bundle" ? "" : body.resourceType}`, {
      method: "POST",
      headers: { ...JSON_TYPE, ...headers },
      body: JSON.stringify(body),
    });
  }
  async function get<T extends Resource>(base: string | undefined, path: string): Promise<T> {
    const response = await fetch(`${base}/${path}`);
    return (await response.json()) as T; // what this server sends is tested elsewhere
  }

  it("makes one resource of conditional creates that race over both", async () => {
    const identifier = [{ system: "urn:test", value: "7" }];
    const answers = await Promise.all(
      Array.from({ length: RACERS }, (_, index) => {
        const headers = { "if-none-exist": "identifier=urn:test|7" };
        return post(bases[index % 2] ?? "", { resourceType: "Patient", identifier }, headers);
      }),
    );
    const statuses = answers.map(({ status }) => status);
    assert.deepEqual(statuses.toSorted(), [...Array.from({ length: RACERS - 1 }, () => 200), 201]);
    const found = await get<Bundle>(bases[0], "Patient?identifier=urn:test|7");
    assert.equal(found.entry?.length, 1);
  });

  it("keeps one twin, each change of the record once, whichever process took it", async () => {
    const id = `twin-${randomUUID()}`;
    const put = (base: string | undefined, resource: Resource) =>
      fetch(`${base}/${resource.resourceType}/${resource.id}`, {
        method: "PUT",
        headers: JSON_TYPE,
        body: JSON.stringify(resource),
      });
    await put(bases[0], { resourceType: "Patient", id, gender: "female", birthDate: "1960-01-01" });
    const state = () => get<Observation>(bases[1], `Observation/${twinStateId(id)}`);
    for (let count = 1; count <= 3; count++) {
      await put(bases[count % 2], {
        resourceType: "Observation",
        id: `${id}-${count}`,
        status: "final",
        code: GLUCOSE,
        subject: { reference: `Patient/${id}` },
        effectiveDateTime: `2024-03-0${count}`,
        valueQuantity: { value: 90 + count, unit: "mg/dL", system: "http://unitsofmeasure.org", code: "mg/dL" },
      });
      const isCurrent = async () => JSON.stringify(await state()).includes(`"value":${90 + count}`);
      const deadline = performance.now() + FOLLOW_LIMIT_MS;
      while (!(await isCurrent())) {
        assert.ok(performance.now() < deadline, `the twin follows change ${count}`);
        await sleep(100);
      }
    }
    // One version for the patient and one for each measurement, at most: the first two may come together.
    const { meta } = await state();
    assert.ok(Number(meta?.versionId) <= 4, `version ${meta?.versionId}`);
    const keep = await Promise.all(processes.map((one) => one.keepsTwins()));
    assert.deepEqual(keep.toSorted(), [false, true], "one process keeps the twins, and says so in its metrics");
  });

  it("simulates in whichever process took the call, to the same answer", async () => {
    const quantity = (value: number, code: string) => ({
      value,
      unit: code,
      system: "http://unitsofmeasure.org",
      code,
    });
    const parameters: Resource = {
      resourceType: "Parameters",
      parameter: [
        { name: "model", valueCode: "hovorka-2004" },
        { name: "seed", valueInteger: 7 },
        inputOf("bodyWeight", quantity(70, "kg")),
        inputOf("glucose", quantity(100, "mg/dL")),
      ],
    };
    const answers = await Promise.all(
      bases.map(async (base) => {
        const response = await fetch(`${base}/$simulate`, {
          method: "POST",
          headers: JSON_TYPE,
          body: JSON.stringify(parameters),
        });
        assert.equal(response.status, 200);
        return (await response.json()) as Bundle; // what this server sends is tested elsewhere
      }),
    );
    const [one, other] = answers.map(resultsOf);
    assert.ok(one && one.length > 0);
    assert.deepEqual(one, other);
  });

  it("answers 413 with the element where a resource is too large for a document", async () => {
    const attachment = { contentType: "application/pdf", data: "A".repeat(1_000_000) };
    const content = Array.from({ length: 18 }, () => ({ attachment })) as DocumentReference["content"]; // not empty
    const answer = await post(bases[0] ?? "", { resourceType: "DocumentReference", status: "current", content });
    assert.equal(answer.status, 413);
    const { issue } = (await answer.json()) as OperationOutcome; // an error has one
    assert.equal(issue?.[0]?.code, "too-long");
    assert.deepEqual(issue?.[0]?.expression, ["DocumentReference.content"]);
    assert.match(issue?.[0]?.diagnostics ?? "", /16 MB/);
  });

  it("says what the server can do, and refuses a transaction where it cannot", async () => {
    const { rest } = await get<CapabilityStatement>(bases[0], "metadata");
    const offers = (rest?.[0]?.interaction ?? []).some(({ code }) => code === "transaction");
    assert.equal(offers, server.hasTransactions);
    const patient = { resourceType: "Patient" } as const;
    const entry = [{ resource: patient, request: { method: "POST", url: "Patient" } } as const];
    const answer = await post(bases[0] ?? "", { resourceType: "Bundle", type: "transaction", entry });
    assert.equal(answer.status, server.hasTransactions ? 200 : 422);
    if (server.hasTransactions) return;
    const { issue } = (await answer.json()) as OperationOutcome; // an error has one
    assert.equal(issue?.[0]?.code, "not-supported");
    assert.match(issue?.[0]?.diagnostics ?? "", /send the entries as a batch/);
    const batch = await post(bases[0] ?? "", { resourceType: "Bundle", type: "batch", entry });
    assert.equal(batch.status, 200);
  });

  it("is not ready while the database is away, and ready again when it is back", async function () {
    const [base = ""] = bases;
    const root = base.replace(/\/fhir$/, "");
    const ready = async () => (await fetch(`${root}/readyz`)).status;
    assert.equal(await ready(), 200);
    if (!(await server.kill())) {
      console.log("      skipped: the server is not ours to stop");
      return this.skip();
    }
    assert.equal(await ready(), 503);
    assert.equal((await post(base, { resourceType: "Patient" })).status, 503);
    assert.equal((await fetch(`${root}/healthz`)).status, 200);
    await server.restart();
    for (let tries = 0; tries < 100 && (await ready()) !== 200; tries++) await sleep(100);
    assert.equal((await post(base, { resourceType: "Patient" })).status, 201);
  });
});

function inputOf(name: string, valueQuantity: Quantity): ParametersParameter {
  return {
    name: "input",
    part: [
      { name: "name", valueString: name },
      { name: "value", valueQuantity },
    ],
  };
}

/** The observations of an answer, without what tells when and under which id it was given. */
function resultsOf({ entry }: Bundle): readonly unknown[] {
  const observations = (entry ?? []).flatMap(({ resource }) =>
    resource?.resourceType === "Observation" ? [resource] : [],
  );
  return observations.map(({ code, component }) => ({ code, component }));
}
