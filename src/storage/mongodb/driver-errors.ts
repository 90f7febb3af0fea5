/** What the driver reports about server and network as the classes that callers can act on. */
import {
  MongoBulkWriteError,
  MongoError,
  MongoNetworkError,
  MongoServerError,
  MongoServerSelectionError,
} from "mongodb";
import { TooLarge, Unavailable } from "../../errors.ts";

const AUTHENTICATION_FAILED = [18, 8000];
/** BSONObjectTooLarge, and its older number. */
const TOO_LARGE = [10334, 17280];
/**
 * Codes of servers that cannot take the request now: time limits, elections, shutdown, write concern, full disk.
 * https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml
 */
const TRANSIENT = [6, 7, 50, 64, 89, 91, 112, 133, 134, 189, 202, 225, 246, 251, 262, 290, 9001, 10107, 11600, 11602];
const TRANSIENT_MORE = [13435, 13436, 14031];

/** An `Unavailable` or `TooLarge` for a failure of the surroundings; anything else as it is. */
export function translate(error: unknown): unknown {
  if (!(error instanceof MongoError)) return error;
  // A list of writes that the server never answered.
  if (error instanceof MongoBulkWriteError && error.errorResponse instanceof MongoError) {
    return translate(error.errorResponse);
  }
  const code = typeof error.code === "number" ? error.code : 0;
  if (error instanceof MongoServerSelectionError || error instanceof MongoNetworkError) {
    return new Unavailable("MongoDB cannot be reached now", { cause: error });
  }
  if (AUTHENTICATION_FAILED.includes(code)) {
    return new Unavailable("MongoDB does not accept this server's user and password", { cause: error });
  }
  if (TOO_LARGE.includes(code) || /object to insert too large|larger than the maximum/i.test(error.message)) {
    return new TooLarge("MongoDB stores at most 16 MB of a resource", { cause: error });
  }
  if (TRANSIENT.includes(code) || TRANSIENT_MORE.includes(code) || isRetryable(error)) {
    return new Unavailable("MongoDB cannot take the request now", { cause: error });
  }
  // No such code from its own use of the driver, but a client that was closed or a pool that was emptied.
  return error instanceof MongoServerError ? error : new Unavailable("MongoDB cannot be used now", { cause: error });
}

function isRetryable(error: MongoError): boolean {
  const labels = ["TransientTransactionError", "UnknownTransactionCommitResult", "RetryableWriteError"];
  return labels.some((label) => error.hasErrorLabel(label));
}
