/** Why a run of the test command failed: by its exit code, and by what it printed. */
import { stripVTControlCharacters } from "node:util";
import type { Ended } from "./command.ts";
import { type SignKind, SIGNS, WORTH_A_LOOK } from "./signs.ts";

export type FailureKind =
  | SignKind
  /** Exit 127: the shell knows no such command. */
  | "no_command"
  /** Exit 126: the command may not be run. */
  | "not_executable"
  /** A signal ended it. */
  | "crash"
  | "timeout"
  /** Nothing that we know. */
  | "unknown";

export interface Failure {
  readonly kind: FailureKind;
  /** Whose words they are: `jest`, `go test`; null where no line told. */
  readonly runner: string | null;
  /** The line that told; null where none did. */
  readonly line: string | null;
}

/** Lines that are counted; of more, one by one, none is known as usual. */
const MOST_LINES = 1000;

/** What an output has told so far: the first line of each kind. */
export interface Told {
  readonly by: ReadonlyMap<SignKind, { readonly runner: string; readonly line: string }>;
  /** How often each line stood there that tells of a failed assertion. */
  readonly assertions: ReadonlyMap<string, number>;
  read(line: string): void;
}

/**
 * Reads lines as they come, so that nothing depends on how much of an output is kept.
 *
 * @param usual `assertions` of a run that succeeded: what tests print that pass tells of no failure
 */
export function createReader(usual: Told["assertions"] = new Map()): Told {
  const by = new Map<SignKind, { readonly runner: string; readonly line: string }>();
  const assertions = new Map<string, number>();
  const isUsual = (line: string): boolean => {
    const times = (assertions.get(line) ?? 0) + 1;
    if (times > 1 || assertions.size < MOST_LINES) assertions.set(line, times);
    return times <= (usual.get(line) ?? 0);
  };
  return {
    by,
    assertions,
    read(raw) {
      if (!WORTH_A_LOOK.test(raw)) return;
      const line = stripVTControlCharacters(raw);
      // A line says one thing: what stands for a missing name stands for an error, too.
      const found = SIGNS.filter(({ pattern }) => pattern.test(line));
      const told =
        found.find(({ runner }) => runner === "an assertion") ??
        ORDER.flatMap((kind) => found.filter((sign) => sign.kind === kind))[0];
      if (told === undefined || (told.kind === "assertion" && isUsual(line.trim()))) return;
      if (!by.has(told.kind)) by.set(told.kind, { runner: told.runner, line: line.trim() });
    },
  };
}

/** Of several kinds in one line, the one that says most; but an assertion's message may say anything. */
const ORDER: readonly SignKind[] = ["no_tests", "missing", "compile", "assertion", "error"];
/** Of several kinds in one output. A failed assertion counts beside files that did not even compile. */
const PRECEDENCE: readonly SignKind[] = ["assertion", "missing", "compile", "no_tests", "error"];

/** Null where the command succeeded. */
export function failureOf({ code, signal, timedOut }: Ended, { by }: Told): Failure | null {
  const bare = (kind: FailureKind): Failure => ({ kind, runner: null, line: null });
  if (timedOut) return bare("timeout");
  if (code === 0) return null;
  if (code === 127) return bare("no_command");
  if (code === 126) return bare("not_executable");
  // A shell says 128 and the signal's number of what was ended in it; 255 and the like are a program's own.
  if (signal !== null || code === null || (code > 128 && code < 160)) return bare("crash");
  for (const kind of PRECEDENCE) {
    const told = by.get(kind);
    // In Go a test that panics is counted as failed like one that says so itself.
    if (
      told === undefined ||
      (kind === "assertion" && told.runner === "go test" && by.get("error")?.runner === "go test")
    )
      continue;
    return { kind, ...told };
  }
  return bare("unknown");
}
