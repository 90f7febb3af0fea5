/**
 * Whether what a message says of a result takes the place of what is stored.
 *
 * A final result (final, corrected, amended, cancelled, entered in error) always stands above one that is not; within
 * each kind the newer statement wins, and between two of the same time the later stage. Any order of arrival therefore
 * ends in the same state: a late preliminary result never overwrites a final one, nor an old correction a new one.
 * HL7 v2 tables 0085 (OBX-11) and 0123 (OBR-25).
 */

const STAGE: Readonly<Record<string, number>> = {
  unknown: 0,
  registered: 0,
  partial: 1,
  preliminary: 1,
  final: 2,
  appended: 3,
  amended: 3,
  corrected: 3,
  cancelled: 4,
  "entered-in-error": 5,
};
const FINAL = 2;

export interface ResultState {
  readonly status: string;
  /** Milliseconds since 1970: OBR-22, else the time of the message. */
  readonly eventMillis: number;
}

/** Whether `sent` replaces `stored`; equal states do (a message that says the same again, with more, is welcome). */
export function replaces(sent: ResultState, stored: ResultState): boolean {
  const [a, b] = [stageOf(sent), stageOf(stored)];
  if (a >= FINAL !== b >= FINAL) return a >= FINAL;
  return sent.eventMillis === stored.eventMillis ? a >= b : sent.eventMillis > stored.eventMillis;
}

const stageOf = ({ status }: ResultState) => STAGE[status] ?? 0;

/**
 * The content that results. A deletion (D, W) that comes without a value keeps what was recorded, marked as an error;
 * everything else replaces the whole result.
 */
export function corrected(stored: Record<string, unknown>, sent: Record<string, unknown>): Record<string, unknown> {
  const isBare = !Object.keys(sent).some((key) => /^(value[A-Z]|component$)/.test(key));
  return sent["status"] === "entered-in-error" && isBare ? { ...stored, status: "entered-in-error" } : sent;
}
