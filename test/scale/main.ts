/**
 * `npm run simulate`: drives the load of three organizations against the App, fits the model on two of them and lets it
 * predict the third. With `--write` the figures go into docs/explanation/scale.json and its tables into scale.md; with
 * `--refit` those of that file are taken, and nothing is measured.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { start } from "./channel.ts";
import type { IncidentFacts } from "./generator.ts";
import type { Measured } from "./measured.ts";
import { measurePoint } from "./point.ts";
import { fill, JSON_FILE, PAGE } from "./report.ts";
import { type Result, resultOf, type Run } from "./result.ts";
import { type Credentials, startServe } from "./serve.ts";

const { values } = parseArgs({
  options: {
    points: { type: "string", default: "1000,4000,10000" },
    seconds: { type: "string", default: "60" },
    "answer-time": { type: "string", default: "80" },
    installations: { type: "string", default: "1" },
    refit: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
  },
});

/** A small organization sends little: it is listened to for longer. */
const LONGER = 1.5;

const say = (text: string): void => void process.stderr.write(`${text}\n`);

const run = values.refit ? (JSON.parse(readFileSync(JSON_FILE, "utf8")) as Run) : await measured();
const text = `${JSON.stringify(resultOf(run), rounded, 2)}\n`;
process.stdout.write(text);
if (values.write) {
  writeFileSync(JSON_FILE, text);
  writeFileSync(PAGE, fill(readFileSync(PAGE, "utf8"), JSON.parse(text) as Result));
  say(`written: ${JSON_FILE}, ${PAGE}`);
}
process.exit(0);

async function measured(): Promise<Run> {
  const sizes = values.points.split(",").map(Number);
  const [first = 0, second = 0, third = 0] = sizes;
  if (sizes.length !== 3 || sizes.some((size) => !(size >= 100)) || first === second) {
    say("--points takes three numbers of repositories, each of 100 at least: two to fit, one to predict.");
    process.exit(2);
  }
  const machine = { node: process.version, cores: cpus().length, load: loadavg()[0] ?? 0 };
  const answerTime = Number(values["answer-time"]);
  const installations = Number(values.installations);
  const github = start("test/scale/github-process.ts");
  github.onLine(say);
  try {
    const credentials = await github.ask<Credentials>("where");
    const { app, webhooks } = await startServe(credentials);
    const { facts, spent } = await github.ask<{ facts: IncidentFacts; spent: { writes: number } }>(
      "incident",
      webhooks,
    );
    await app.stop();
    const measure = (size: number): Promise<Measured> => {
      say(`${size} repositories …`);
      const seconds = Number(values.seconds) * (size === Math.min(...sizes) ? LONGER : 1);
      return measurePoint(size, { github, credentials, facts, seconds, answerTime, installations });
    };
    const points = [await measure(first), await measure(second), await measure(third)] as const;
    return { machine, answerTime, installations, points: [...points], writesOfFirstLook: spent.writes };
  } finally {
    await github.stop();
  }
}

/** Four digits are all that a measurement tells. */
function rounded(_key: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value;
}
