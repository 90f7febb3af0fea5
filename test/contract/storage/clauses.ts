/** Promise 6: every kind of clause of a search plan, over entries that can be read beside it. */
import assert from "node:assert/strict";
import type { Clause, IndexEntry } from "../../../src/storage/port.ts";
import { basic, date, type Fixture, idsOf, make, plan, put, reference, remove, text, token, uri } from "./fixture.ts";

const UCUM = "http://unitsofmeasure.org";

function mass(param: string, value: number, unit: "g" | "mg", group?: number): IndexEntry {
  const grams = unit === "g" ? value : value / 1000;
  const canonical = { code: "g", value: grams, low: grams, high: grams };
  const entry = { kind: "quantity", param, system: UCUM, code: unit, unit, value, low: value, high: value } as const;
  return { ...entry, canonical, ...(group === undefined ? {} : { group }) };
}

const RESOURCES = [
  basic("t1", token("code", "urn:a", "x"), token("code", "urn:b", "y"), token("code", "urn:a", "x")),
  basic("t2", token("code", "urn:b", "x")),
  basic("t3", token("code", "", "x"), token("status", "", "final")),
  basic("t4", token("code", "urn:a", "X")),
  basic("s1", text("name", "Müller", "muller"), text("name", "Anna", "anna")),
  basic("s2", text("name", "Muller", "muller")),
  basic("s3", text("name", "van Mullen", "van mullen"), text("name", "100%_", "100%_")),
  basic("u1", uri("url", "http://x.org/a")),
  basic("u2", uri("url", "http://x.org/a/b")),
  basic("u3", uri("url", "http://x.org/ab")),
  basic("u4", uri("url", "urn:oid:1.2")),
  basic("r1", reference("subject", "Patient", "p1")),
  basic("r2", reference("subject", "Patient", "p2")),
  basic("r3", reference("subject", "Device", "p1"), {
    kind: "reference",
    param: "subject",
    url: "http://y.org/Patient/p1",
  }),
  basic("r4", { kind: "reference", param: "subject", identifier: { system: "urn:mrn", value: "7" } }),
  basic("q1", mass("amount", 2, "g")),
  basic("q2", mass("amount", 2, "mg")),
  basic("q3", {
    kind: "quantity",
    param: "amount",
    system: "",
    code: "",
    unit: "tablet",
    value: 2,
    low: 1.5,
    high: 2.5,
  }),
  basic(
    "c1",
    token("pair.0", "", "a", 1),
    mass("pair.1", 1, "g", 1),
    token("pair.0", "", "b", 2),
    mass("pair.1", 9, "g", 2),
  ),
  basic("c2", token("pair.0", "", "a", 1), mass("pair.1", 9, "g", 1)),
  make("Patient", "p1", { entries: [text("family", "Chalmers"), reference("organization", "Organization", "o1")] }),
  make("Patient", "p2", { entries: [text("family", "Windsor"), reference("organization", "Organization", "o2")] }),
  make("Device", "p1", { entries: [text("family", "Chalmers")] }),
  make("Organization", "o1", { entries: [text("name", "Acme")] }),
  make("Organization", "o2", { entries: [text("name", "Beta")] }),
  make("Observation", "v1", {
    entries: [reference("subject", "Patient", "p1"), token("code", "", "bmi"), date("date", 0, 9)],
  }),
  make("Observation", "v2", { entries: [reference("subject", "Patient", "p2"), token("code", "", "bp")] }),
  make("Observation", "v3", { entries: [reference("subject", "Device", "p1"), token("code", "", "bmi")] }),
  make("Basic", "computed", { realm: "computed", entries: [token("status", "", "final")] }),
  basic("gone", token("code", "urn:a", "x"), text("name", "Muller")),
];
const ALL = RESOURCES.filter(
  ({ resourceType, id }) => resourceType === "Basic" && id !== "gone" && id !== "computed",
).map(({ id }) => String(id));
const allBut = (...ids: readonly string[]) => ALL.filter((id) => !ids.includes(id));

const code = (value: string, system?: string): Clause => ({
  kind: "token",
  param: "code",
  code: value,
  ...(system === undefined ? {} : { system }),
});
const name = (match: "starts" | "contains" | "exact", value: string): Clause => ({
  kind: "string",
  param: "name",
  match,
  value,
});
const url = (match: "exact" | "below" | "above", value: string): Clause => ({
  kind: "uri",
  param: "url",
  match,
  value,
});
const subject = (more: object): Clause => ({ kind: "reference", param: "subject", ...more });
const amount = (value: number, more: object = {}): Clause => ({
  kind: "quantity",
  param: "amount",
  comparator: "eq",
  value,
  low: value - 0.5,
  high: value + 0.5,
  ...more,
});
const inGrams = (value: number, spread: number) => ({
  canonical: { code: "g", value, low: value - spread, high: value + spread },
});
const pair = (first: string, comparator: "gt" | "lt"): Clause => ({
  kind: "composite",
  param: "pair",
  parts: [
    { kind: "token", param: "pair.0", code: first },
    { kind: "quantity", param: "pair.1", comparator, value: 5, low: 4.5, high: 5.5, ...inGrams(5, 0.5) },
  ],
});
const chain = (types: readonly string[], ...where: readonly Clause[]): Clause => ({
  kind: "chain",
  param: "subject",
  types,
  where,
});
const family = (value: string): Clause => ({ kind: "string", param: "family", match: "starts", value });
const organization = (value: string): Clause => ({
  kind: "chain",
  param: "organization",
  types: ["Organization"],
  where: [{ kind: "string", param: "name", match: "starts", value }],
});

const CASES: readonly (readonly [string, readonly Clause[], readonly string[]])[] = [
  ["token: code in any system", [code("x")], ["t1", "t2", "t3"]],
  ["token: code in a system", [code("x", "urn:a")], ["t1"]],
  ["token: code without a system", [code("x", "")], ["t3"]],
  ["token: any code of a system", [{ kind: "token", param: "code", system: "urn:b" }], ["t1", "t2"]],
  ["token: a system never seen", [code("x", "urn:never")], []],
  ["token: case counts", [code("X")], ["t4"]],
  ["token: code and system are of one coding", [code("y", "urn:a")], []],
  ["token: a parameter never seen", [{ kind: "token", param: "never", code: "x" }], []],
  ["string: starts", [name("starts", "mul")], ["s1", "s2"]],
  ["string: contains", [name("contains", "mulle")], ["s1", "s2", "s3"]],
  ["string: exact", [name("exact", "Müller")], ["s1"]],
  ["string: no wildcards", [name("starts", "1%")], []],
  ["string: wildcards are characters", [name("contains", "%_")], ["s3"]],
  ["uri: exact", [url("exact", "http://x.org/a")], ["u1"]],
  ["uri: below follows segments", [url("below", "http://x.org/a")], ["u1", "u2"]],
  ["uri: below a slash", [url("below", "http://x.org/")], ["u1", "u2", "u3"]],
  ["uri: above follows segments", [url("above", "http://x.org/a/b/c")], ["u1", "u2"]],
  ["uri: a URN is itself", [url("below", "urn:oid:1")], []],
  ["reference: type and id", [subject({ type: "Patient", id: "p1" })], ["r1"]],
  ["reference: id of any type", [subject({ id: "p1" })], ["r1", "r3"]],
  ["reference: any of a type", [subject({ type: "Patient" })], ["r1", "r2"]],
  ["reference: url", [subject({ url: "http://y.org/Patient/p1" })], ["r3"]],
  ["reference: identifier", [subject({ identifier: { system: "urn:mrn", value: "7" } })], ["r4"]],
  ["reference: identifier in any system", [subject({ identifier: { value: "7" } })], ["r4"]],
  ["reference: identifier in another system", [subject({ identifier: { system: "urn:x", value: "7" } })], []],
  ["quantity: canonical", [amount(2, inGrams(2, 0.5))], ["q1"]],
  ["quantity: canonical of another unit", [amount(2000, inGrams(2, 0.5))], ["q1"]],
  ["quantity: by unit as given", [amount(2, { system: UCUM, code: "mg" })], ["q2"]],
  ["quantity: by the text of the unit", [amount(2, { code: "tablet" })], ["q3"]],
  ["quantity: the text is not the code of a system", [amount(2, { system: "", code: "tablet" })], []],
  ["quantity: any unit", [amount(2)], ["q1", "q2", "q3"]],
  ["composite: of one tuple", [pair("a", "gt")], ["c2"]],
  ["composite: of the other", [pair("a", "lt")], ["c1"]],
  ["composite: several tuples", [pair("b", "gt")], ["c1"]],
  ["missing", [{ kind: "missing", param: "subject", missing: false }], ["r1", "r2", "r3", "r4"]],
  ["missing: true", [{ kind: "missing", param: "subject", missing: true }], allBut("r1", "r2", "r3", "r4")],
  ["missing: a composite", [{ kind: "missing", param: "pair", missing: false }], ["c1", "c2"]],
  ["missing: never seen", [{ kind: "missing", param: "never", missing: true }], ALL],
  ["id", [{ kind: "id", ids: ["t2", "never", "s1", "p1"] }], ["t2", "s1"]],
  ["any", [{ kind: "any", of: [code("y"), name("starts", "van"), code("y")] }], ["t1", "s3"]],
  ["any of none", [{ kind: "any", of: [] }], []],
  ["all", [{ kind: "all", of: [code("x"), code("y")] }], ["t1"]],
  ["all of none", [{ kind: "all", of: [] }], ALL],
  ["not", [{ kind: "not", of: code("x") }], allBut("t1", "t2", "t3")],
  [
    "not any",
    [{ kind: "not", of: { kind: "any", of: [code("x"), subject({ id: "p1" })] } }],
    allBut("t1", "t2", "t3", "r1", "r3"),
  ],
  [
    "any with not",
    [{ kind: "any", of: [{ kind: "not", of: { kind: "missing", param: "url", missing: true } }, code("y")] }],
    ["t1", "u1", "u2", "u3", "u4"],
  ],
  ["two clauses", [code("x"), { kind: "token", param: "status", code: "final" }], ["t3"]],
  ["chain", [chain(["Patient"], family("chal"))], ["r1"]],
  ["chain: several types", [chain(["Patient", "Device", "NeverSeen"], family("chal"))], ["r1", "r3"]],
  ["chain: two clauses on one target", [chain(["Patient"], family("chal"), organization("beta"))], []],
  ["chain of a chain", [chain(["Patient"], organization("beta"))], ["r2"]],
  ["not a chain", [{ kind: "not", of: chain(["Patient"], family("chal")) }], allBut("r1")],
  ["chain: a type never seen", [chain(["NeverSeen"], family("chal"))], []],
];

const bmi: Clause = { kind: "token", param: "code", code: "bmi" };
const PATIENT_CASES: readonly (readonly [string, readonly Clause[], readonly string[]])[] = [
  ["has", [{ kind: "has", type: "Observation", param: "subject", where: [bmi] }], ["p1"]],
  ["has: any", [{ kind: "has", type: "Observation", param: "subject", where: [] }], ["p1", "p2"]],
  [
    "has: both clauses of one resource",
    [
      {
        kind: "has",
        type: "Observation",
        param: "subject",
        where: [bmi, { kind: "missing", param: "date", missing: true }],
      },
    ],
    [],
  ],
  ["has: never seen", [{ kind: "has", type: "NeverSeen", param: "subject", where: [bmi] }], []],
  ["not has", [{ kind: "not", of: { kind: "has", type: "Observation", param: "subject", where: [bmi] } }], ["p2"]],
  [
    "has a chain",
    [{ kind: "has", type: "Observation", param: "subject", where: [chain(["Patient"], organization("acme"))] }],
    ["p1"],
  ],
];

export function clausesContract(fixture: Fixture): void {
  describe("clauses", () => {
    beforeEach(async () => {
      await put(fixture.store, ...RESOURCES);
      await remove(fixture.store, "Basic", "gone");
    });

    it("finds for each kind of clause, alone, negated twice, and beside another", async () => {
      for (const [title, where, expected] of CASES) {
        const { store } = fixture;
        assert.deepEqual(await idsOf(store.search(plan(where))), expected, title);
        assert.equal(await store.count(plan(where)), expected.length, `${title}: count`);
        // Negation forces the form that tests one resource; alone, the form that lists resources may be used.
        const tested = where.map((clause): Clause => ({ kind: "not", of: { kind: "not", of: clause } }));
        assert.deepEqual(await idsOf(store.search(plan(tested))), expected, `${title}: tested`);
        const beside: Clause = { kind: "id", ids: expected.slice(0, 1) };
        assert.deepEqual(await idsOf(store.search(plan([beside, ...where]))), expected.slice(0, 1), `${title}: beside`);
      }
    });

    for (const [title, where, expected] of PATIENT_CASES) {
      it(`finds by what refers to a resource: ${title}`, async () => {
        const search = plan(where, { type: "Patient" });
        assert.deepEqual(await idsOf(fixture.store.search(search)), expected);
        const tested = where.map((clause): Clause => ({ kind: "not", of: { kind: "not", of: clause } }));
        assert.deepEqual(await idsOf(fixture.store.search({ ...search, where: tested })), expected);
      });
    }

    it("keeps to the realm", async () => {
      const { store } = fixture;
      const final: Clause = { kind: "token", param: "status", code: "final" };
      assert.deepEqual(await idsOf(store.search(plan([final]))), ["t3"]);
      assert.deepEqual(await idsOf(store.search(plan([final], { realm: "computed" }))), ["computed"]);
      assert.deepEqual(await idsOf(store.search(plan([final], { realm: "any" }))), ["t3", "computed"]);
    });

    it("finds by the present version only", async () => {
      const { store } = fixture;
      await put(store, basic("t2", token("code", "urn:b", "z")));
      assert.deepEqual(await idsOf(store.search(plan([code("x")]))), ["t1", "t3"]);
      assert.deepEqual(await idsOf(store.search(plan([code("z")]))), ["t2"]);
    });

    it("takes a thousand alternatives, and a thousand ids", async () => {
      const { store } = fixture;
      const numbers = Array.from({ length: 1000 }, (_, index) => `n${index}`);
      const of = [...numbers.map((value) => code(value, "urn:a")), code("x", "urn:a")];
      assert.deepEqual(await idsOf(store.search(plan([{ kind: "any", of }]))), ["t1"]);
      assert.deepEqual(await idsOf(store.search(plan([{ kind: "not", of: { kind: "any", of } }]))), allBut("t1"));
      assert.deepEqual(await idsOf(store.search(plan([{ kind: "id", ids: [...numbers, "u1"] }]))), ["u1"]);
    });

    it("finds nothing of a type never seen, and everything of a type without clauses", async () => {
      assert.deepEqual(await idsOf(fixture.store.search(plan([], { type: "NeverSeen", total: true }))), []);
      assert.equal(await fixture.store.count(plan([], { type: "NeverSeen" })), 0);
      assert.deepEqual(await idsOf(fixture.store.search(plan([]))), ALL);
    });
  });
}
