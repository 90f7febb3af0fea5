/** A listener on the store at the address of the first argument, until it is killed; prints its port. */
import { randomUUID } from "node:crypto";
import { writeSync } from "node:fs";
import { elementAt } from "../../src/fhir/definitions/elements.ts";
import { createHl7v2Intake } from "../../src/hl7v2/index.ts";
import { openStoreAt } from "../support/store.ts";
import { validate } from "./support.ts";

const [, , address = ""] = process.argv;
const store = await openStoreAt(address, { clock: Date.now, newId: randomUUID });
const intake = createHl7v2Intake({ store, clock: Date.now, newId: randomUUID, log: () => {}, validate, elementAt });
const { port } = await intake.listen({ host: "127.0.0.1", port: 0 });
writeSync(1, `${port}\n`);
