/** What messages do to the store, through the intake's own door. Properties of section 2b of the intake's README. */
import assert from "node:assert/strict";
import type {
  AllergyIntolerance,
  Condition,
  DiagnosticReport,
  Encounter,
  Observation,
  Patient,
  Provenance,
  RelatedPerson,
} from "@medplum/fhirtypes";
import fc from "fast-check";
import { storeRuns } from "../../support/runs.ts";
import { ackCode, type Bench, makeBench, message, NOW } from "../support.ts";

const PID = "PID|1||7^^^HOSP^MR||DOE^JANE||19850101|F|||1 MAIN ST^^TOWN||555-1";
let bench: Bench;
beforeEach(async () => {
  bench = await makeBench();
});
afterEach(() => bench.close());

const send = async (text: string) => ackCode(await bench.send(text));
/** MSH-7 at 10:MM UTC of 1 March 2026. */
const at = (minute: number) => `2026030110${String(minute).padStart(2, "0")}00+0000`;

describe("taking in a message", () => {
  it("makes patient, visit, Provenance and journal entry in one write", async () => {
    assert.equal(await send(message([PID, "PV1|1|I|WARD^1^2||||||||||||||||V1"])), "AA");
    const [patient] = await bench.all<Patient>("Patient");
    const [visit] = await bench.all<Encounter>("Encounter");
    const [provenance] = await bench.all<Provenance>("Provenance");
    assert.deepEqual(patient?.identifier?.[0]?.system, "urn:id:HOSP");
    assert.deepEqual(
      [visit?.status, visit?.class.code, visit?.subject?.reference],
      ["in-progress", "IMP", `Patient/${patient?.id}`],
    );
    assert.equal(provenance?.target.length, 2);
    const page = await bench.intake.messages({ count: 10 });
    assert.equal(page.items[0]?.status, "processed");
    assert.equal(provenance?.entity?.[0]?.what.identifier?.value, page.items[0]?.id);
  });

  it("answers a message that comes again as it did before, and changes nothing", async () => {
    const text = message([PID, "OBR|1||F1|T^Test^L|||20260301", "OBX|1|NM|GLU^Glucose^L||5.00|mmol/L|||||F"], {
      event: "ORU^R01",
    });
    const first = await bench.send(text);
    const versions = async () => (await bench.store.history({ count: 100 })).items.length;
    const before = await versions();
    assert.equal(await bench.send(text), first);
    assert.equal(await bench.send(`${text}\r\n`), first);
    assert.equal(await versions(), before);
    assert.equal((await bench.intake.messages({ count: 10 })).items.length, 1);
  });

  it("makes no new version of a patient of whom a result says nothing new", async () => {
    const result = (number: string, pid = PID) =>
      message([pid, `OBR|1||F${number}|T^Test^L|||20260301`, "OBX|1|NM|GLU^Glucose^L||5.00|mmol/L|||||F"], {
        event: "ORU^R01",
      });
    const version = async () => (await bench.all<Patient>("Patient"))[0]?.meta?.versionId;
    await send(result("1"));
    await send(result("2"));
    assert.equal((await bench.all<Observation>("Observation")).length, 2);
    assert.equal(await version(), "1");
    await send(result("3", PID.replace("555-1", "555-2")));
    assert.equal(await version(), "2");
  });

  it("processes the same control id with another body", async () => {
    await send(message([PID], { controlId: "SAME" }));
    assert.equal(await send(message([PID.replace("JANE", "JOAN")], { controlId: "SAME", time: at(30) })), "AA");
    assert.equal((await bench.intake.messages({ count: 10 })).items.length, 2);
  });

  it("makes one patient of eight feeds that bring a new one at once", async () => {
    const texts = Array.from({ length: 8 }, () => message([PID]));
    assert.deepEqual(new Set(await Promise.all(texts.map(send))), new Set(["AA"]));
    assert.equal((await bench.all<Patient>("Patient")).length, 1);
  });

  it("holds a message whose identifiers belong to two patients", async () => {
    await send(message(["PID|1||A^^^H||ONE^A"]));
    await send(message(["PID|1||B^^^H||TWO^B"]));
    assert.equal(await send(message(["PID|1||A^^^H~B^^^H||ONE^A"])), "AE");
    const [entry] = (await bench.intake.messages({ count: 1 })).items;
    assert.equal(entry?.status, "held");
    assert.equal((await bench.all<Patient>("Patient")).length, 2);
  });

  it("holds a message that contradicts the patient in name, sex and date of birth", async () => {
    await send(message([PID]));
    assert.equal(await send(message(["PID|1||7^^^HOSP^MR||SMITH^JOHN||19400101|M"])), "AE");
    assert.equal((await bench.all<Patient>("Patient"))[0]?.name?.[0]?.family, "DOE");
  });

  it("journals what it refuses, with the reason and the bytes", async () => {
    for (const [text, code] of [
      [message([PID], { event: "ADT^A99" }), "AR"],
      [message([], {}), "AE"],
      [message(["PID|1||||DOE^JANE"]), "AE"],
      ["HELLO", "AE"],
    ] as const) {
      assert.equal(await send(text), code, text);
      const [entry] = (await bench.intake.messages({ count: 1 })).items;
      assert.notEqual(entry?.status, "processed");
      assert.ok(entry?.error);
      assert.equal((await bench.intake.message(entry?.id ?? "")).text.replaceAll("\n", "\r"), text);
    }
    assert.equal((await bench.all<Patient>("Patient")).length, 0);
  });

  it("files a result without patient identifier under a patient of its own and warns the sender", async () => {
    const text = () => message(["PID|1||||DOE^JANE", "OBR|1||F1|T", "OBX|1|NM|X||1||||||F"], { event: "ORU^R01" });
    const ack = await bench.send(text());
    assert.match(ack, /MSA\|AA.*\rERR\|\|PID\^1\^3\^1\|101\^[^|]*\|W\|/s);
    await bench.send(text());
    assert.equal((await bench.all<Patient>("Patient")).length, 2);
    assert.ok((await bench.intake.messages({ count: 1 })).items[0]?.unmapped.includes("PID-3"));
  });

  it("does not find a patient by a number that nobody stands behind", async () => {
    const result = () => message(["PID|1||1234||DOE^JANE", "OBR|1||F1|T"], { event: "ORU^R01", sender: "|" });
    assert.match(await bench.send(result()), /MSA\|AA.*ERR\|\|PID/s);
    await bench.send(result());
    assert.equal((await bench.all<Patient>("Patient")).length, 2);
    assert.equal(await send(message(["PID|1||1234||DOE^JANE"], { sender: "|" })), "AE");
  });

  it("answers whatever comes, and stores only what is valid R4", async () => {
    // The writer validates before each put, so that a stored resource is a valid one: what is left to see is the answer.
    const text = fc.string({
      unit: fc.constantFrom("a", "7", "^", "~", "&", "\\", '"', "2", "0", "é", " ", "-", ".", "\t"),
    });
    const segment = fc
      .tuple(
        fc.constantFrom("PID", "PV1", "PV2", "OBR", "OBX", "AL1", "DG1", "NK1", "IN1", "NTE", "ORC", "PD1", "ZZZ"),
        fc.array(text, { maxLength: 50 }),
      )
      .map(([id, fields]) => [id, ...fields].join("|"));
    const event = fc.constantFrom("ADT^A01", "ADT^A08", "ORU^R01");
    await fc.assert(
      fc.asyncProperty(event, fc.array(segment, { maxLength: 8 }), async (event, segments) => {
        const ack = await bench.send(message([PID, ...segments], { event }));
        assert.match(ack, /\rMSA\|A[AER]\|/);
        if (ackCode(ack) !== "AA") assert.match(ack, /\rERR\|/);
        assert.doesNotMatch(ack, /internal error/);
      }),
      { numRuns: storeRuns(300) },
    );
  });

  it("logs no patient data", async () => {
    await send(message([PID, "ZPD|secret"]));
    await send(message([PID.replace("7^^^", "8^^^")], { event: "ADT^A99" }));
    assert.doesNotMatch(bench.logged.join("\n"), /DOE|JANE|19850101|secret|HOSP/);
  });

  it("lists valued positions that went nowhere", async () => {
    await send(message([`${PID}|||||ACCT`, "ZPD|x"]));
    const unmapped = (await bench.intake.messages({ count: 1 })).items[0]?.unmapped ?? [];
    assert.ok(unmapped.includes("ZPD-1") && unmapped.includes("PID-18"), unmapped.join(" "));
    assert.ok(!unmapped.includes("PID-5"));
  });

  it("processes a refused message again when asked, and leaves a processed one alone", async () => {
    const mappings = { ...(await import("../support.ts")).mappings, events: new Map() };
    const closed = await makeBench({ store: bench.store, mappings });
    assert.equal(ackCode(await closed.send(message([PID]))), "AR");
    const [entry] = (await bench.intake.messages({ count: 1 })).items;
    const replayed = await bench.intake.replay(entry?.id ?? "");
    assert.equal(replayed.status, "processed");
    assert.equal((await bench.all<Patient>("Patient")).length, 1);
    assert.deepEqual(await bench.intake.replay(entry?.id ?? ""), replayed);
    assert.equal((await bench.store.history({ type: "Patient", count: 10 })).items.length, 1);
  });
});

describe("updating a patient", () => {
  it('keeps what is absent, clears what is "", replaces what has a value', async () => {
    await send(message([`${PID}|555-2|EN|M`], { time: at(0) }));
    await send(message(['PID|1||7^^^HOSP^MR||DOE^JANET|||F|||""||""|||S'], { event: "ADT^A08", time: at(10) }));
    const [patient] = await bench.all<Patient>("Patient");
    assert.deepEqual(patient?.name?.[0]?.given, ["JANET"]);
    assert.equal(patient?.birthDate, "1985-01-01");
    assert.equal(patient?.address, undefined);
    assert.deepEqual(
      patient?.telecom?.map(({ use }) => use),
      ["work"],
    );
    assert.equal(patient?.maritalStatus?.coding?.[0]?.code, "S");
    assert.doesNotMatch(JSON.stringify(patient), /\\"\\"/);
  });

  it("lets an older message fill gaps and change nothing else", async () => {
    await send(message([PID], { time: at(30) }));
    await send(message(["PID|1||7^^^HOSP^MR||OLD^NAME||19850101|F||||||||M"], { event: "ADT^A08", time: at(10) }));
    const [patient] = await bench.all<Patient>("Patient");
    assert.equal(patient?.name?.[0]?.family, "DOE");
    assert.equal(patient?.maritalStatus?.coding?.[0]?.code, "M");
    await send(message(["PID|1||7^^^HOSP^MR||NEW^NAME||19850101|F"], { event: "ADT^A08", time: at(20) }));
    assert.equal((await bench.all<Patient>("Patient"))[0]?.name?.[0]?.family, "DOE");
  });

  it("lets a result add to patient and visit and change nothing that the ADT feed said", async () => {
    const visit = "PV1|1|I|WARD||||||||||||||||V1";
    await send(message([PID, visit], { time: at(0), sender: "ADT|CITY" }));
    const stale = "PID|1||7^^^HOSP^MR||OLD^NAME||19850101|F||||||||M";
    const order = ["OBR|1||F1|T", "OBX|1|NM|X||1||||||F"];
    await send(message([stale, `${visit.replace("WARD", "ELSE")}`, ...order], { event: "ORU^R01", time: at(30) }));
    const [patient] = await bench.all<Patient>("Patient");
    assert.deepEqual([patient?.name?.[0]?.family, patient?.maritalStatus?.coding?.[0]?.code], ["DOE", "M"]);
    await send(
      message(["PID|1||7^^^HOSP^MR||DOE^JANET", visit], { event: "ADT^A08", time: at(10), sender: "ADT|CITY" }),
    );
    assert.deepEqual((await bench.all<Patient>("Patient"))[0]?.name?.[0]?.given, ["JANET"]);
    assert.equal((await bench.all<Encounter>("Encounter"))[0]?.location?.[0]?.location.display, "WARD");
  });

  it("lets an ADT message that comes after a result say how things are", async () => {
    await send(
      message(["PID|1||7^^^HOSP^MR||OLD^NAME", "PV1|1|I|||||||||||||||||V1", "OBR|1||F1|T"], {
        event: "ORU^R01",
        time: at(30),
      }),
    );
    await send(message([PID, "PV1|1|I|||||||||||||||||V1"], { time: at(0) }));
    assert.equal((await bench.all<Patient>("Patient"))[0]?.name?.[0]?.family, "DOE");
    assert.deepEqual(
      (await bench.all<Encounter>("Encounter")).map(({ status }) => status),
      ["in-progress"],
    );
  });

  it("takes a list for the sender's whole list and leaves those of others alone", async () => {
    const allergies = async () =>
      (await bench.all<AllergyIntolerance>("AllergyIntolerance"))
        .map(({ code, clinicalStatus }) => `${code?.text} ${clinicalStatus?.coding?.[0]?.code}`)
        .sort();
    await send(message([PID, "AL1|1|DA|^PENICILLIN", "AL1|2|FA|^NUTS"], { time: at(0) }));
    await send(message([PID, "AL1|1|DA|^LATEX"], { time: at(1), sender: "OTHER|X" }));
    await send(message([PID], { event: "ADT^A08", time: at(2) }));
    assert.deepEqual(await allergies(), ["LATEX active", "NUTS active", "PENICILLIN active"]);
    await send(message([PID, "AL1|1|DA|^PENICILLIN"], { event: "ADT^A08", time: at(3) }));
    assert.deepEqual(await allergies(), ["LATEX active", "NUTS inactive", "PENICILLIN active"]);
    await send(message([PID, "AL1|1|FA|^FISH"], { event: "ADT^A08", time: at(1) }));
    assert.deepEqual(await allergies(), ["LATEX active", "NUTS inactive", "PENICILLIN active"]);
  });

  it("keeps diagnoses of other visits", async () => {
    await send(message([PID, "PV1|1|I|||||||||||||||||V1", "DG1|1||E11^Diabetes^I10"], { time: at(0) }));
    await send(message([PID, "PV1|1|I|||||||||||||||||V2", "DG1|1||S72^Fracture^I10"], { time: at(1) }));
    await send(
      message([PID, "PV1|1|I|||||||||||||||||V2", "DG1|1||S82^Fracture^I10"], { event: "ADT^A08", time: at(2) }),
    );
    const codes = (await bench.all<Condition>("Condition")).map(({ code }) => code?.coding?.[0]?.code).sort();
    assert.deepEqual(codes, ["E11", "S82"]);
  });

  it("ends a relation that is no longer listed", async () => {
    await send(message([PID, "NK1|1|DOE^JOHN|SPO"], { time: at(0) }));
    await send(message([PID, "NK1|1|DOE^MARY|MTH"], { event: "ADT^A08", time: at(1) }));
    const active = (await bench.all<RelatedPerson>("RelatedPerson"))
      .map(({ name, active }) => `${name?.[0]?.given} ${active}`)
      .sort();
    assert.deepEqual(active, ["JOHN false", "MARY true"]);
  });
});

describe("a visit", () => {
  const visit = (event: string, minute: number, pv1: string) => message([PID, pv1], { event, time: at(minute) });
  const V = "PV1|1|I|WARD||||||||||||||||V1";

  it("is one finished Encounter whatever the order of its messages", async () => {
    const discharge = `${V}${"|".repeat(26)}20260301160000+0000`;
    const steps = () => [visit("ADT^A01", 1, V), visit("ADT^A08", 2, `${V}`), visit("ADT^A03", 3, discharge)];
    const orders = [
      [0, 1, 2],
      [2, 1, 0],
      [1, 2, 0],
      [2, 0, 1],
    ];
    for (const order of orders) {
      const own = await makeBench();
      const texts = steps();
      for (const index of order) assert.equal(ackCode(await own.send(texts[index] ?? "")), "AA");
      const visits = await own.all<Encounter>("Encounter");
      assert.deepEqual(
        visits.map(({ status, period }) => [status, period?.end]),
        [["finished", "2026-03-01T16:00:00+00:00"]],
      );
      await own.close();
    }
  });

  it("is finished by A03 without a discharge time", async () => {
    await send(visit("ADT^A01", 1, V));
    await send(visit("ADT^A03", 2, V));
    assert.deepEqual(
      (await bench.all<Encounter>("Encounter")).map(({ status }) => status),
      ["finished"],
    );
  });

  it("keeps its class when an update leaves it out", async () => {
    await send(visit("ADT^A01", 1, V));
    await send(visit("ADT^A08", 2, V.replace("|I|", "||")));
    assert.deepEqual(
      (await bench.all<Encounter>("Encounter")).map((one) => one.class.code),
      ["IMP"],
    );
  });

  it("keeps its state when an update says nothing of it", async () => {
    await send(visit("ADT^A04", 1, V));
    await send(visit("ADT^A08", 2, V));
    assert.deepEqual(
      (await bench.all<Encounter>("Encounter")).map(({ status }) => status),
      ["in-progress"],
    );
  });
});

describe("a result", () => {
  const result = (status: string, minute: number, value: string) =>
    message(
      [
        PID,
        `OBR|1||F1^LAB|PANEL^Panel^L|||2026030109|||||||||||||||${at(minute)}|||${status}`,
        `OBX|1|NM|2345-7^Glucose^LN||${value}|mg/dL|70-110|H|||${status}|||2026030109`,
      ],
      {
        event: "ORU^R01",
        time: at(minute),
      },
    );
  const state = async (own: Bench = bench) =>
    (await own.all<Observation>("Observation")).map(({ status, valueQuantity }) => `${status} ${valueQuantity?.value}`);

  it("is one Observation with code, exact value, UCUM unit, range and interpretation", async () => {
    assert.equal(await send(result("F", 1, "126.0")), "AA");
    const [observation] = await bench.all<Observation>("Observation");
    assert.deepEqual(observation?.code.coding?.[0], { system: "http://loinc.org", code: "2345-7", display: "Glucose" });
    assert.deepEqual(observation?.valueQuantity?.code, "mg/dL");
    const [stored] = (await bench.store.search({ type: "Observation", where: [], realm: "record", sort: [], count: 1 }))
      .items;
    assert.match(stored?.json ?? "", /"value":126\.0\b/);
    assert.equal(observation?.referenceRange?.[0]?.text, "70-110");
    assert.ok(observation?.interpretation?.[0]?.coding?.some(({ code }) => code === "H"));
    const [report] = await bench.all<DiagnosticReport>("DiagnosticReport");
    assert.deepEqual([report?.status, report?.result?.[0]?.reference], ["final", `Observation/${observation?.id}`]);
  });

  it("becomes a new version when it is corrected, and is not overwritten by a late preliminary one", async () => {
    await send(result("P", 1, "1"));
    await send(result("F", 2, "2"));
    assert.deepEqual(await state(), ["final 2"]);
    await send(result("C", 3, "3"));
    await send(result("P", 4, "4"));
    assert.deepEqual(await state(), ["corrected 3"]);
    await send(result("D", 5, ""));
    assert.deepEqual(await state(), ["entered-in-error 3"]);
  });

  it("ends in the same state whatever the order of its messages", async () => {
    const texts = [result("P", 1, "1"), result("F", 2, "2"), result("C", 3, "3"), result("C", 4, "4")];
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }), async (order) => {
        const own = await makeBench();
        for (const index of order) await own.send(texts[index] ?? "");
        assert.deepEqual(await state(own), ["corrected 4"], order.join(" "));
        await own.close();
      }),
      { numRuns: storeRuns(12) },
    );
  });

  it("is told apart from another of the same code by OBX-4, and lines of a text by their order", async () => {
    const text = message(
      [
        PID,
        "OBR|1||F9|T^Text^L",
        "OBX|1|TX|NOTE^Note^L||one||||||F",
        "OBX|2|TX|NOTE^Note^L||two||||||F",
        "OBX|3|NM|X^X^L|1|5||||||F",
        "OBX|4|NM|X^X^L|2|6||||||F",
      ],
      { event: "ORU^R01" },
    );
    await send(text);
    assert.equal((await bench.all<Observation>("Observation")).length, 4);
  });

  it("of a message that is not valid R4 leaves nothing behind", async () => {
    const text = message([PID, "PV1|1|I|||||||||||||||||V1" + "|".repeat(25) + "20260302|20260301"], {
      event: "ADT^A01",
    });
    assert.equal(await send(text), "AE");
    assert.equal((await bench.all<Patient>("Patient")).length, 0);
    assert.equal((await bench.intake.messages({ count: 1 })).items[0]?.status, "error");
  });

  it("is not kept from later ones by a sender whose clock is ahead", async () => {
    await send(message([PID], { time: "20990101" }));
    const [patient] = await bench.all<Patient>("Patient");
    assert.equal(patient?.meta?.extension?.[0]?.valueInstant, new Date(NOW).toISOString());
  });
});
