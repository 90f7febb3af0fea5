import { connect } from "node:net";

/** Calls the API; throws on a status that is not 2xx, so that a bench never measures errors. */
export async function call(method: string, url: string, body?: unknown): Promise<Record<string, unknown>> {
  const answer = await fetch(url, {
    method,
    headers: { accept: "application/fhir+json", "content-type": "application/fhir+json" },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${url.replace(/^.*\/fhir/, "")}: ${answer.status} ${text.slice(0, 300)}`);
  return JSON.parse(text) as Record<string, unknown>; // a FHIR server answers an object
}

const POLL_MS = 200;

/** Waits until the server has computed a patient's twin, and so those of all who were stored before. */
export async function untilTwinIsKept(base: string, patientId: string): Promise<void> {
  while (!(await fetch(`${base}/Observation/twin-state-${patientId}`)).ok) {
    await new Promise((done) => setTimeout(done, POLL_MS));
  }
}

const START_OF_BLOCK = 0x0b;
const END_OF_BLOCK = Buffer.from([0x1c, 0x0d]);

/** Sends messages over one MLLP connection, one in flight; gives the milliseconds to each acknowledgement. */
export function sendMllp(port: number, messages: readonly string[]): Promise<{ ms: number[]; codes: string[] }> {
  return new Promise((resolve, reject) => {
    const ms: number[] = [];
    const codes: string[] = [];
    let sentAt = 0;
    let received = "";
    const socket = connect(port, "127.0.0.1");
    const next = () => {
      const message = messages[ms.length];
      if (message === undefined) return socket.end(() => resolve({ ms, codes }));
      sentAt = performance.now();
      socket.write(Buffer.concat([Buffer.from([START_OF_BLOCK]), Buffer.from(message), END_OF_BLOCK]));
    };
    socket.on("connect", next).on("error", reject);
    socket.on("data", (data) => {
      received += data.toString("latin1");
      if (!received.includes("\x1c")) return;
      ms.push(performance.now() - sentAt);
      codes.push(/MSA\|(\w\w)/.exec(received)?.[1] ?? "none");
      received = "";
      next();
    });
  });
}
