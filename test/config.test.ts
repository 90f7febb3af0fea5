import assert from "node:assert/strict";
import { readConfig } from "../src/config.ts";
import { InvalidInput } from "../src/errors.ts";

describe("config", () => {
  it("listens on loopback without a rate limit unless told otherwise", () => {
    assert.deepEqual(readConfig({}), {
      host: "127.0.0.1",
      port: 3000,
      mllpPort: 2575,
      hl7Zone: "UTC",
      hl7Unidentified: "separate",
      dataDir: "./data",
      mongodb: undefined,
      modelsDir: undefined,
      logLevel: "info",
      maxBodyBytes: 268_435_456,
      rateLimit: undefined,
      pageSize: 50,
      maxPageSize: 1000,
      baseUrl: undefined,
    });
  });
  it("limits the rate by default on any other address", () => {
    assert.equal(readConfig({ HOST: "0.0.0.0" }).rateLimit, 6000);
    assert.equal(readConfig({ HOST: "0.0.0.0", RATE_LIMIT: "off" }).rateLimit, undefined);
  });
  it("turns the HL7 v2 listener off", () => {
    assert.equal(readConfig({ MLLP_PORT: "off" }).mllpPort, undefined);
  });
  it("reads sizes with their unit", () => {
    assert.equal(readConfig({ MAX_BODY: "2MB" }).maxBodyBytes, 2_097_152);
    assert.equal(readConfig({ MAX_BODY: "4096" }).maxBodyBytes, 4096);
  });
  it("reads the zone of HL7 v2 times", () => {
    assert.equal(readConfig({ HL7_ZONE: "Europe/Berlin" }).hl7Zone, "Europe/Berlin");
  });
  it("takes a MongoDB in place of the data directory, by default one with transactions", () => {
    const uri = "mongodb://user:secret@a:27017,b:27017/twins?replicaSet=rs0";
    assert.deepEqual(readConfig({ MONGODB_URI: uri }).mongodb, { uri, allowStandalone: false });
    const standalone = readConfig({ MONGODB_URI: uri, MONGODB_ALLOW_STANDALONE: "true" });
    assert.deepEqual(standalone.mongodb, { uri, allowStandalone: true });
  });
  it("reads the folder of recalibrated variants", () => {
    assert.equal(readConfig({ MODELS_DIR: "./models" }).modelsDir, "./models");
  });
  it("takes an empty value as absent", () => {
    assert.equal(readConfig({ PORT: " " }).port, 3000);
  });
  const malformed: [name: string, value: string, says: RegExp][] = [
    ["PORT", "80a", /^PORT=80a is not allowed: it must be a whole number from 0 to 65535$/],
    ["PORT", "65536", /PORT=65536/],
    ["MLLP_PORT", "no", /MLLP_PORT=no .* or off$/],
    ["HL7_UNIDENTIFIED", "guess", /HL7_UNIDENTIFIED=guess .*separate, refuse/],
    ["HL7_ZONE", "Nowhere/Town", /HL7_ZONE=Nowhere\/Town .*Europe\/Berlin/],
    ["LOG_LEVEL", "loud", /LOG_LEVEL=loud .*error, warn, info/],
    ["MAX_BODY", "lots", /MAX_BODY=lots .*256MB/],
    ["MAX_BODY", "2GB", /MAX_BODY=2GB/],
    ["PAGE_SIZE", "0", /PAGE_SIZE=0/],
    ["RATE_LIMIT", "-1", /RATE_LIMIT=-1/],
    ["BASE_URL", "example.org", /BASE_URL=example.org/],
    [
      "MONGODB_URI",
      "postgres://user:secret@x/y",
      /^MONGODB_URI is not allowed: .*mongodb:\/\/ or mongodb\+srv:\/\/ and a host$/,
    ],
    ["MONGODB_ALLOW_STANDALONE", "yes", /MONGODB_ALLOW_STANDALONE=yes .*true, false/],
  ];
  for (const [name, value, says] of malformed) {
    it(`refuses ${name}=${value} in one line that names variable and what is allowed`, () => {
      assert.throws(
        () => readConfig({ [name]: value }),
        (error: unknown) => error instanceof InvalidInput && says.test(error.message) && !error.message.includes("\n"),
      );
    });
  }
});
