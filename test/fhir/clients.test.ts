/** Well-known FHIR clients against a server that really listens. */
import assert from "node:assert/strict";
import { MedplumClient, OperationOutcomeError } from "@medplum/core";
import type { Bundle, Patient } from "@medplum/fhirtypes";
import { Client, type FhirResource } from "fhir-kit-client";
import { startServer, type TestServer } from "../support/app.ts";

describe("fhir-kit-client", () => {
  let server: TestServer;
  let client: Client;
  before(async () => {
    server = await startServer();
    client = new Client({ baseUrl: server.base });
  });
  after(() => server.close());

  it("reads the capabilities", async () => {
    const statement = await client.capabilityStatement();
    assert.equal(statement.resourceType, "CapabilityStatement");
  });
  it("creates, reads, updates, patches, lists the history and deletes", async () => {
    const created = await client.create({ resourceType: "Patient", body: { resourceType: "Patient", gender: "male" } });
    const id = String(created.id);
    const body = { resourceType: "Patient", id, gender: "female" };
    await client.update({ resourceType: "Patient", id, body });
    const patched = await client.patch({
      resourceType: "Patient",
      id,
      jsonPatch: [{ op: "replace", path: "/gender", value: "other" }],
    });
    assert.equal(patched.gender, "other");
    const read = await client.read({ resourceType: "Patient", id });
    assert.equal(read.gender, "other");
    const first = await client.vread({ resourceType: "Patient", id, version: "1" });
    assert.equal(first.gender, "male");
    const history = await client.history({ resourceType: "Patient", id });
    assert.equal(history.total, 3);
    await client.delete({ resourceType: "Patient", id });
    await assert.rejects(client.read({ resourceType: "Patient", id }), /410/);
  });
  it("walks the pages of a search", async () => {
    for (const family of ["A", "B", "C"]) {
      await client.create({ resourceType: "Patient", body: { resourceType: "Patient", name: [{ family }] } });
    }
    const seen: unknown[] = [];
    const searchParams = { _count: 2, _sort: "family", "family:missing": "false" };
    let page: FhirResource | undefined = await client.search({ resourceType: "Patient", searchParams });
    while (page) {
      const bundle = page as unknown as Bundle<Patient>; // the client's own type says less
      seen.push(...(bundle.entry ?? []).map(({ resource }) => resource?.name?.[0]?.family));
      page = await client.nextPage({ bundle: page as FhirResource & { link: { relation: string; url: string }[] } });
    }
    assert.deepEqual(seen, ["A", "B", "C"]);
  });
});

describe("MedplumClient", () => {
  let server: TestServer;
  let client: MedplumClient;
  before(async () => {
    server = await startServer();
    client = new MedplumClient({ baseUrl: `${server.root}/`, fhirUrlPath: "fhir", cacheTime: 0 });
  });
  after(() => server.close());

  it("creates once by condition and finds it", async () => {
    const patient: Patient = { resourceType: "Patient", identifier: [{ system: "urn:x", value: "7" }] };
    const first = await client.createResourceIfNoneExist(patient, "identifier=urn:x|7");
    const second = await client.createResourceIfNoneExist(patient, "identifier=urn:x|7");
    assert.equal(second.id, first.id);
    const found = await client.searchOne("Patient", "identifier=urn:x|7");
    assert.equal(found?.id, first.id);
  });
  it("executes a batch", async () => {
    const answer = await client.executeBatch({
      resourceType: "Bundle",
      type: "batch",
      entry: [
        { resource: { resourceType: "Patient" }, request: { method: "POST", url: "Patient" } },
        { request: { method: "GET", url: "Patient/none" } },
      ],
    });
    assert.deepEqual(
      answer.entry?.map(({ response }) => response?.status?.slice(0, 3)),
      ["201", "404"],
    );
  });
  it("understands the OperationOutcome of an error", async () => {
    const bad = { resourceType: "Patient", gender: "x" } as unknown as Patient; // not valid on purpose
    await assert.rejects(client.createResource(bad), (error: unknown) => {
      assert.ok(error instanceof OperationOutcomeError);
      assert.deepEqual(error.outcome.issue[0]?.expression, ["Patient.gender"]);
      return true;
    });
  });
});
