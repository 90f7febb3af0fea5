/** Errors that only an HTTP edge can have: refinements of NotSupported, each with a status of its own. */
import { type ErrorDetails, NotSupported } from "../errors.ts";

/** The URL exists but not with this method: 405 with `Allow`. */
export class MethodNotAllowed extends NotSupported {
  readonly allow: readonly string[];
  constructor(message: string, allow: readonly string[]) {
    super(message);
    this.allow = allow;
  }
}
/** None of the media types that the client accepts can be given: 406. */
export class NotAcceptable extends NotSupported {}
/** The body is in a media type that is not read: 415. */
export class UnsupportedMediaType extends NotSupported {}

/** Too many requests from one client: 429. */
export class Throttled extends NotSupported {
  constructor(message: string, details: ErrorDetails = {}) {
    super(message, { code: "throttled", ...details });
  }
}
