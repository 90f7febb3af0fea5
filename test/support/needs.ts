/** What a test may need of the store that it runs on. SQLite has all of it; a MongoDB server may not. */
import type { Bundle } from "@medplum/fhirtypes";
import type { Store } from "../../src/storage/port.ts";

/** Skips the test or, from a hook, the suite, with the reason printed, on a store without transactions. */
export function needsTransactions(context: Mocha.Context, { features }: Pick<Store, "features">): void {
  if (features.transactions) return;
  console.log("      skipped: the server has no transactions");
  context.skip();
}

/** Skips also where BELIEVED_TRANSACTIONS=true says that they are only said to be some (`believed-transactions.ts`). */
export function needsAtomicity(context: Mocha.Context): void {
  if (process.env.BELIEVED_TRANSACTIONS !== "true") return;
  console.log("      skipped: transactions through the proxy are not atomic");
  context.skip();
}

/** The type of a Bundle that only loads data, so that the tests which read them run on every store. */
export const loadingType = ({ features }: Pick<Store, "features">): Bundle["type"] & ("transaction" | "batch") =>
  features.transactions ? "transaction" : "batch";
