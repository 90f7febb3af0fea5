/**
 * The tests of the server, and of the MongoDB adapter, on a MongoDB server: on the one that MONGODB_URI names; else on a
 * replica set by mongodb-memory-server, where that is installed; else on FerretDB (`scripts/install-ferretdb.sh`), whose
 * program is taken from FERRETDB or the PATH.
 *
 * FerretDB has no transactions. There each file runs on it as it is, and what needs transactions is run once more through
 * a proxy that makes it pass for a replica set (`test/support/believed-transactions.ts`): the same commands, nothing atomic.
 *
 *     npm run test:mongodb -- [part of a path]…      exits with 1 where a test failed, with 2 where there is no server
 */
import { delimiter, dirname } from "node:path";
import { findServer, type TestServer } from "../test/storage/mongodb-server.ts";
import { believeTransactions } from "../test/support/believed-transactions.ts";
import { filesWithStore, wantsOwnServer } from "./test-mongodb/files.ts";
import type { FileResult } from "./test-mongodb/run-file.ts";
import { type Results, runFiles } from "./test-mongodb/run-files.ts";

/** On a server that is slow: how much longer a test may take, and percent of the tries of a property. */
const SLOW = { TEST_TIME_FACTOR: "20", TEST_RUNS: "20" };
/** FerretDB looks through all documents at every search: some of the 122, the least and the largest among them. */
const SYNTHEA_BUNDLES = process.env.SYNTHEA_BUNDLES ?? "3,24,34-35,61,94-96,114";
const NO_TRANSACTIONS = "the server has no transactions";

const start = performance.now();
const given = process.env.MONGODB_URI;
if (process.env.FERRETDB) process.env.PATH = `${dirname(process.env.FERRETDB)}${delimiter}${process.env.PATH}`;
const server = await findServer();
if (typeof server === "string") {
  console.log(`No MongoDB server to test on: ${server}`);
  process.exit(2);
}
const parts = process.argv.slice(2);
const files = filesWithStore().filter((file) => parts.length === 0 || parts.some((part) => file.includes(part)));
const kind = server.hasTransactions ? "a server with transactions" : "a server without transactions";
console.log(`${files.length} test files on ${given ? `${kind}, that of MONGODB_URI` : kind}\n`);
const results = await (server.hasTransactions ? runAll(server) : runBothWays(server));
await server.stop();
report(results);

function runAll({ uri }: TestServer): Promise<readonly [Results]> {
  return runFiles(files, () => ({ MONGODB_URI: uri("") })).then((result) => [result]);
}

async function runBothWays({ uri }: TestServer): Promise<readonly [Results, Results?]> {
  const asItIs = { ...SLOW, MONGODB_URI: uri(""), MONGODB_ALLOW_STANDALONE: "true" };
  const first = await runFiles(files, (file) => (wantsOwnServer(file) && !given ? SLOW : asItIs));
  const again = [...first].filter(([, { skipped }]) => skipped.some(({ reason }) => reason === NO_TRANSACTIONS));
  const address = /^mongodb:\/\/([\w.-]+):(\d+)\/$/.exec(uri(""));
  if (again.length === 0 || !address) return [first];
  console.log("What needs transactions, with the server made to pass for a replica set\n");
  const proxy = await believeTransactions({ host: address[1] ?? "", port: Number(address[2]) });
  const names = again.map(([file]) => file);
  const second = await runFiles(names, () => ({ ...SLOW, SYNTHEA_BUNDLES, MONGODB_URI: proxy.uri("") }));
  await proxy.close();
  return [first, second];
}

/** A file that was run again counts as it went there, with what failed before. */
function report(runs: readonly [Results, Results?]): void {
  const [first, second = new Map<string, FileResult>()] = runs;
  const final = [...new Map([...first, ...second])];
  const failed = [first, second].flatMap((run) =>
    [...run].flatMap(([file, { failed }]) => failed.map((title) => `${file}: ${title}`)),
  );
  const skipped = final.flatMap(([file, { skipped }]) => skipped.map((one) => ({ file, ...one })));
  const passed = final.reduce((sum, [, result]) => sum + result.passed.length, 0);
  if (second.size > 0) console.log(`Run through the proxy: ${[...second.keys()].join(", ")}`);
  console.log(skipped.length === 0 ? "Nothing was skipped." : "Skipped:");
  for (const { file, title, reason } of skipped) console.log(`  ${reason}: ${title} (${file})`);
  for (const title of failed) console.log(`failed: ${title}`);
  const minutes = ((performance.now() - start) / 60_000).toFixed(1);
  console.log(
    `On MongoDB: passed ${passed}, failed ${failed.length}, skipped ${skipped.length}, in ${minutes} minutes`,
  );
  process.exitCode = failed.length > 0 ? 1 : 0;
}
