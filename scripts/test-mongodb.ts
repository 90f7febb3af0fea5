/**
 * The tests of the server, and of the MongoDB adapter, on a MongoDB server: on the one that MONGODB_URI names; else on a
 * replica set by mongodb-memory-server, where that is installed; else on FerretDB (`scripts/install-ferretdb.sh`), whose
 * program is taken from FERRETDB or the PATH.
 *
 * FerretDB has no transactions. There each file runs on it as it is, and what needs transactions is run once more through
 * a proxy that makes a server pass for a replica set (`test/support/believed-transactions.ts`): the same commands, but not
 * atomic, so that tests of just that are skipped. That server is mongo-java-server where it is installed
 * (`scripts/install-mongo-java-server.sh`), which then also takes the files that search so much that FerretDB, which looks
 * through all documents each time, takes many minutes for one; without it they are left out unless a path names them.
 *
 *     npm run test:mongodb -- [--server] [--through-proxy] [part of a path]…
 *
 * `--server` leaves out the tests of the adapter itself. `--through-proxy` runs all through the proxy, which also helps where
 * a server says that it is too old for the driver. Exits with 1 where a test failed, with 2 where there is no server.
 */
import { delimiter, dirname } from "node:path";
import { parseArgs } from "node:util";
import { findServer } from "../test/storage/mongodb-server.ts";
import { believeTransactions } from "../test/support/believed-transactions.ts";
import { filesWithStore, wantsOwnServer } from "./test-mongodb/files.ts";
import { startJavaServer } from "./test-mongodb/java-server.ts";
import type { FileResult } from "./test-mongodb/run-file.ts";
import { type Results, runFiles } from "./test-mongodb/run-files.ts";

type Runs = readonly [Results, Results?];

/** On a server that is slow: how much longer a test may take, and percent of the tries of a property. */
const SLOW = { TEST_TIME_FACTOR: "20", TEST_RUNS: "10" };
/** All 122 in eight stores, for searches take longer the more there is; on FerretDB eight of them in six stores. */
const SYNTHEA = {
  java: "1-15,16-30,31-45,46-60,61-75,76-90,91-106,107-122",
  ferretdb: "3,24,33,64-65,94,114-115",
};
/** Parts of paths. */
const MUCH_SEARCHING = [
  "suites",
  "evaluate-model",
  "predict-group",
  "keep-twin",
  "twin-shared-data",
  "shared-messages",
];
const NO_TRANSACTIONS = "the server has no transactions";

const start = performance.now();
const { values, positionals: parts } = parseArgs({
  allowPositionals: true,
  options: { server: { type: "boolean" }, "through-proxy": { type: "boolean" } },
});
const files = filesWithStore()
  .filter((file) => parts.length === 0 || parts.some((part) => file.includes(part)))
  .filter((file) => !values.server || !wantsOwnServer(file));
const given = process.env.MONGODB_URI;
if (process.env.FERRETDB) process.env.PATH = `${dirname(process.env.FERRETDB)}${delimiter}${process.env.PATH}`;
report(await run());

async function run(): Promise<Runs> {
  if (given && values["through-proxy"]) return [await throughProxy(given, files)];
  const server = await findServer();
  if (typeof server === "string") {
    console.log(`No MongoDB server to test on: ${server}`);
    process.exit(2);
  }
  const where = given ? "the server of MONGODB_URI" : "a server of its own";
  console.log(`${files.length} test files on ${where}, ${server.hasTransactions ? "with" : "without"} transactions\n`);
  try {
    const uri = server.uri("");
    if (server.hasTransactions) return [await runFiles(files, () => ({ MONGODB_URI: uri }))];
    if (values["through-proxy"]) return [await throughProxy(uri, files)];
    return await bothWays(uri);
  } finally {
    await server.stop();
  }
}

async function bothWays(uri: string): Promise<Runs> {
  const java = await startJavaServer();
  try {
    const asItIs = { ...SLOW, MONGODB_URI: uri, MONGODB_ALLOW_STANDALONE: "true" };
    const searching =
      parts.length > 0 && !java ? [] : files.filter((file) => MUCH_SEARCHING.some((part) => file.includes(part)));
    const sooner = files.filter((file) => !searching.includes(file));
    const later = java ? searching : [];
    if (!java && searching.length > 0)
      console.log(`Left out, for mongo-java-server is not there: ${searching.join(", ")}\n`);
    const first = await runFiles(sooner, (file) => (wantsOwnServer(file) && !given ? SLOW : asItIs));
    const again = [...first].filter(([, { skipped }]) => skipped.some(({ reason }) => reason === NO_TRANSACTIONS));
    const names = [...later, ...again.map(([file]) => file)];
    if (names.length === 0) return [first];
    if (java) return [first, await throughProxy(`mongodb://127.0.0.1:${java.port}/`, names, SYNTHEA.java)];
    return [first, await throughProxy(uri, names)];
  } finally {
    java?.stop();
  }
}

async function throughProxy(uri: string, names: readonly string[], bundles = SYNTHEA.ferretdb): Promise<Results> {
  const [, host, port] = /^mongodb:\/\/([\w.-]+):(\d+)\/$/.exec(uri) ?? [];
  if (!host || !port) throw new Error("The proxy knows only mongodb://HOST:PORT/");
  console.log(`Through a proxy that makes the server pass for a replica set: ${names.join(", ")}\n`);
  const proxy = await believeTransactions({ host, port: Number(port) });
  try {
    return await runFiles(names, () => ({
      ...SLOW,
      SYNTHEA_BUNDLES: process.env.SYNTHEA_BUNDLES ?? bundles,
      MONGODB_URI: proxy.uri(""),
      BELIEVED_TRANSACTIONS: "true",
    }));
  } finally {
    await proxy.close();
  }
}

/** A file that was run again counts as it went there; what failed counts wherever it did. */
function report([first, second = new Map<string, FileResult>()]: Runs): void {
  const last = [...new Map([...first, ...second])];
  const failed = [...first, ...second].flatMap(([file, result]) => result.failed.map((title) => `${title} (${file})`));
  const skipped = last.flatMap(([file, result]) => result.skipped.map((one) => ({ file, ...one })));
  const passed = last.reduce((sum, [, result]) => sum + result.passed.length, 0);
  const elsewhere = [...first].flatMap(([file, result]) => {
    const count = second.has(file) ? result.skipped.length : 0;
    return count > 0 ? [`${file} (${count})`] : [];
  });
  if (elsewhere.length > 0) console.log(`Run through the proxy, since ${NO_TRANSACTIONS}: ${elsewhere.join(", ")}`);
  console.log(skipped.length === 0 ? "Nothing was skipped." : "Skipped:");
  for (const { file, title, reason } of skipped) console.log(`  ${reason}: ${title} (${file})`);
  for (const title of failed) console.log(`Failed: ${title}`);
  const minutes = ((performance.now() - start) / 60_000).toFixed(1);
  const counts = `passed ${passed}, failed ${failed.length}, skipped ${skipped.length}`;
  console.log(`On MongoDB: ${counts}, in ${minutes} minutes`);
  process.exitCode = failed.length > 0 ? 1 : 0;
}
