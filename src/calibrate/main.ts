/** `npm run calibrate -- MODEL COHORT.csv`: local validation of a risk model. */
import { command } from "./command.ts";

process.exitCode = await command(process.argv.slice(2), { out: process.stdout, err: process.stderr, now: new Date() });
