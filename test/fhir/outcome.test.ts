import assert from "node:assert/strict";
import * as errors from "../../src/errors.ts";
import { answerOfError, belowExpression, outcomeOf, statusOf } from "../../src/fhir/outcome.ts";
import { MethodNotAllowed, NotAcceptable, Throttled, UnsupportedMediaType } from "../../src/fhir/protocol-errors.ts";
import { validateResource } from "../../src/fhir/validation/validate-resource.ts";

const TABLE: [error: errors.DomainError, status: number, code: string][] = [
  [new errors.InvalidInput("x"), 400, "invalid"],
  [new errors.Unauthenticated("x"), 401, "login"],
  [new errors.Forbidden("x"), 403, "forbidden"],
  [new errors.NotFound("x"), 404, "not-found"],
  [new errors.NotSupported("x"), 404, "not-supported"],
  [new MethodNotAllowed("x", ["GET"]), 405, "not-supported"],
  [new NotAcceptable("x"), 406, "not-supported"],
  [new errors.Gone("x", { versionId: "2" }), 410, "deleted"],
  [new errors.VersionConflict("x"), 412, "conflict"],
  [new errors.TooLarge("x"), 413, "too-long"],
  [new UnsupportedMediaType("x"), 415, "not-supported"],
  [new errors.RuleViolation("x"), 422, "business-rule"],
  [new errors.ModelInputMissing("x"), 422, "required"],
  [new errors.ModelInputOutOfRange("x"), 422, "value"],
  [new Throttled("x"), 429, "throttled"],
  [new errors.Unavailable("x"), 503, "transient"],
];

describe("the outcome of an error", () => {
  for (const [error, status, code] of TABLE) {
    it(`of class ${error.name} is ${status} ${code}`, () => {
      const answer = answerOfError(error);
      assert.equal(answer.status, status);
      const outcome = JSON.parse(answer.json ?? "");
      assert.equal(outcome.issue[0].code, code);
      assert.deepEqual(validateResource(outcome), []);
    });
  }
  it("covers every class of errors.ts", () => {
    const classes = Object.values(errors).filter(
      (value) => typeof value === "function" && value !== errors.DomainError,
    );
    const tested = new Set(TABLE.map(([error]) => error.constructor));
    assert.deepEqual(
      classes.filter((one) => !tested.has(one)).map(({ name }) => name),
      [],
    );
  });
  it("of anything else is 500 and says nothing of it", () => {
    const answer = answerOfError(new Error("secret"));
    assert.equal(answer.status, 500);
    assert.doesNotMatch(answer.json ?? "", /secret/);
    assert.equal(statusOf("thrown text"), 500);
  });
  it("tells the client of a busy server when to come back", () => {
    assert.ok(answerOfError(new errors.Unavailable("x")).headers?.["Retry-After"]);
  });
  it("without any issue says that all is well", () => {
    assert.equal(outcomeOf([]).issue[0]?.severity, "information");
  });
});

describe("belowExpression", () => {
  const moved = (expression: string | undefined, prefix: string) => {
    const error = new errors.InvalidInput("x", expression === undefined ? {} : { expression });
    return belowExpression(error, prefix) as errors.DomainError;
  };
  it("moves an element below the entry's resource", () => {
    assert.equal(
      moved("Patient.name[0].given", "Bundle.entry[3]").expression,
      "Bundle.entry[3].resource.name[0].given",
    );
    assert.equal(moved("Patient", "Bundle.entry[3]").expression, "Bundle.entry[3].resource");
  });
  it("names the entry where the error names no element", () => {
    assert.equal(moved(undefined, "Bundle.entry[3]").expression, "Bundle.entry[3]");
    assert.equal(moved("birthdate", "Bundle.entry[3].request.url").expression, "Bundle.entry[3].request.url");
  });
  it("moves once", () => {
    assert.equal(moved("Bundle.entry[3].request", "Bundle.entry[3]").expression, "Bundle.entry[3].request");
  });
  it("keeps class, message and issues", () => {
    const error = new errors.VersionConflict("stale", {
      issues: [{ severity: "error", code: "conflict", message: "stale" }],
    });
    const result = belowExpression(error, "Bundle.entry[0]");
    assert.ok(result instanceof errors.VersionConflict);
    assert.equal(result.message, "stale");
    assert.deepEqual(result.issues[0]?.expression, "Bundle.entry[0]");
  });
  it("leaves other errors alone", () => {
    const error = new TypeError("x");
    assert.equal(belowExpression(error, "Bundle.entry[0]"), error);
  });
});
