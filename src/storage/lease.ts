/** What the adapters say alike about leases of consumers. */
import { VersionConflict } from "../errors.ts";
import type { Lease } from "./port.ts";

export function lostLease({ consumer, holder }: Lease): VersionConflict {
  return new VersionConflict(`The lease of the consumer ${consumer} is no longer that of ${holder}`);
}
