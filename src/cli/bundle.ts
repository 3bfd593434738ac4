/** `quench bundle`: the completion bundle of an incident, checked; and whether a file is it. Reads, and writes no issue. */
import type { Environment } from "../app/settings/config.ts";
import { assess } from "../core/verdict/assess.ts";
import { buildCase } from "../core/verdict/case.ts";
import { judge } from "../core/verdict/evaluate.ts";
import { wrapped } from "../core/render/wrap.ts";
import { isUnreadable } from "../core/snapshot/types.ts";
import { type PostedBundle, readPostedBundle } from "../github/posted-bundle.ts";
import { BadArgument, incidentOf } from "./argument.ts";
import { type Answer, answerOn, type GivenFile } from "./bundle/answer.ts";
import { readGivenFile } from "./bundle/read-file.ts";
import { tellNone, tellPosted } from "./bundle/standing.ts";
import { findAccess } from "./credentials.ts";
import { policyFor } from "./policy-source.ts";
import { checkHost, readAs } from "./read-live.ts";
import { checkTarget, writeWhole } from "./whole-file.ts";
import { whyNot } from "./why-not.ts";

export interface BundleOptions {
  /** `owner/repo#12`, or the address. */
  readonly incident: string | undefined;
  /** A file to hold against the bundle; `-` reads standard input. */
  readonly verify?: string | undefined;
  /** Where the document goes; `-` or nothing for standard output. */
  readonly output?: string | undefined;
  readonly json: boolean;
  readonly env: Environment;
}

const EXIT = { yes: 0, no: 2, unknown: 3 } as const;
const DOCUMENT = { schema: "quench/bundle/1", name: "a bundle", force: null } as const;

/** What was read of the incident. */
interface Looked {
  /** `acme/shop#12`, as it is called now. */
  readonly name: string;
  readonly nodeId: string;
  readonly url: string;
  readonly posted: PostedBundle | { readonly unread: string } | null;
  /** Why none was posted; empty where one was. */
  readonly none: readonly string[];
}

/** @returns the exit code: 0 it is what was posted, 2 it is not, or none was, 3 cannot be told, 1 cannot run. */
export async function bundle(options: BundleOptions): Promise<number> {
  const { verify, output = "-", json, env } = options;
  try {
    const named = incidentOf(options.incident, "bundle", env);
    if (verify !== undefined && output !== "-") {
      throw new BadArgument("`--verify` writes no file: leave `-o` out, or ask twice.");
    }
    if (json && output !== "-") {
      throw new BadArgument("`--json` prints what is known of the bundle, and `-o` writes its document: ask twice.");
    }
    const file = verify === undefined ? null : readGivenFile(verify);
    if (output !== "-") checkTarget(output, false, DOCUMENT);
    const looked = await look(named, env);
    return file === null ? show(looked, output, json) : tellAnswer(looked, file, json);
  } catch (error) {
    process.stderr.write(`${whyNot(error, env)}\n`);
    return 1;
  }
}

async function look(named: ReturnType<typeof incidentOf>, env: Environment): Promise<Looked> {
  const access = await findAccess(env, named.owner);
  const snapshot = await readAs(access, named, undefined);
  checkHost(named, snapshot);
  const inForce = policyFor(snapshot);
  const subject = assess(buildCase(snapshot, inForce.policy), inForce);
  const { key = null, formerKeys = [] } = access.app ?? {};
  const posted = readPostedBundle(subject, key === null ? [] : [key, ...formerKeys]);
  const { incident, repository } = snapshot;
  const name = `${repository.owner}/${repository.name}#${incident.number}`;
  return {
    name,
    nodeId: incident.nodeId,
    url: incident.url,
    posted: isUnreadable(posted) ? { unread: posted.unreadable } : posted,
    none: posted === null ? tellNone(subject, judge(subject), name) : [],
  };
}

/** The document goes to standard output or the file, byte for byte; what is said of it, to standard error. */
function show(looked: Looked, output: string, json: boolean): number {
  const { posted, none, name } = looked;
  if (posted === null || "unread" in posted) {
    const lines = posted === null ? none : [`The bundle of ${name} cannot be read: ${posted.unread}. Try again later.`];
    const answer = posted === null ? "no" : "unknown";
    if (json) print(jsonOf(looked, null, { answer, lines }));
    else tell(lines);
    return EXIT[answer];
  }
  const told = tellPosted(posted, name);
  if (json) {
    print(jsonOf(looked, null, told));
    return EXIT[told.answer];
  }
  const written = posted.document !== null && posted.matches;
  if (written) {
    if (output === "-") process.stdout.write(posted.document);
    else writeWhole(output, posted.document);
  }
  tell([
    ...told.lines,
    ...(written && output !== "-" ? [`Written to ${output}.`] : []),
    ...(written ? [] : ["Nothing is written."]),
  ]);
  return EXIT[told.answer];
}

function tellAnswer(looked: Looked, file: GivenFile, json: boolean): number {
  const answer: Answer = answerOn(file, looked, looked.posted);
  const lines = [answer.sentence, ...answer.more, ...(answer.answer === "unknown" ? looked.none.slice(0, 1) : [])];
  if (json) print(jsonOf(looked, file, { answer: answer.answer, lines }));
  else process.stdout.write(textOf(lines));
  return EXIT[answer.answer];
}

function jsonOf(
  { name, url, posted }: Looked,
  file: GivenFile | null,
  { answer, lines }: { readonly answer: Answer["answer"]; readonly lines: readonly string[] },
) {
  const there = posted !== null && !("unread" in posted) ? posted : null;
  return {
    schema: "quench/bundle-check/1",
    incident: name,
    url,
    answer,
    lines,
    bundle:
      there === null
        ? null
        : {
            url: there.url,
            sha256: there.sha256,
            parts: there.parts,
            missing: there.missing,
            edited: there.edited,
            matches: there.matches,
            signature: there.signature,
            remembered: there.remembered,
            signedFor: there.signedFor,
            document: there.matches ? there.document : null,
          },
    file: file === null ? null : { name: file.name, sha256: file.sha256 },
  };
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

function tell(lines: readonly string[]): void {
  process.stderr.write(textOf(lines));
}

function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${wrapped(line, 0)}\n`).join("");
}
