/** Commands that behave badly. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { runCommand } from "../../../src/action/prove/command.ts";
import { redactor, withoutOurs } from "../../../src/action/prove/environment.ts";
import { openGroup } from "../../../src/action/prove/log.ts";
import { createTail, lineReader } from "../../../src/action/prove/output.ts";

let folder: string;
let lines: string[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "quench-command-"));
  lines = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

const env = { PATH: process.env["PATH"] ?? "" };

async function run(command: string, limit = 20_000): ReturnType<typeof runCommand> {
  return runCommand(command, { folder, env, limit, grace: 200, onLine: (line) => lines.push(line) });
}

function alive(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.[0] !== "Z";
  } catch {
    return false;
  }
}

const pidIn = (name: string): number => Number(readFileSync(join(folder, name), "utf8"));

describe("a command", () => {
  it("is told by its exit code, and both its streams are read", async () => {
    expect(await run("echo out; echo err >&2; exit 3")).toMatchObject({ code: 3, signal: null, timedOut: false });
    expect([...lines].sort()).toEqual(["err", "out"]);
  });

  it("fails where a part of a pipe fails", async () => {
    expect(await run("false | cat")).toMatchObject({ code: 1 });
  });

  it("gets no input", async () => {
    expect(await run("cat; echo over")).toMatchObject({ code: 0 });
    expect(lines).toEqual(["over"]);
  });

  it("is ended with its children when its time is over, also one that does not listen", async () => {
    const ended = await run(
      "trap '' TERM; (trap '' TERM; echo $BASHPID >child; while :; do sleep 1; done) & wait",
      300,
    );
    expect(ended).toMatchObject({ timedOut: true });
    expect(alive(pidIn("child"))).toBe(false);
  });

  it("leaves no child behind that it forgot", async () => {
    expect(await run("sleep 300 & echo $! >child")).toMatchObject({ code: 0, timedOut: false });
    expect(alive(pidIn("child"))).toBe(false);
  });

  it("leaves no daemon behind, in a session of its own", async () => {
    const ended = await run(
      "setsid sh -c 'echo $$ >daemon; exec sleep 300' & while ! test -s daemon; do sleep 0.05; done",
    );
    expect(ended).toMatchObject({ code: 0 });
    expect(alive(pidIn("daemon"))).toBe(false);
  });

  it("is not waited for where something still holds its output", async () => {
    const ended = await run(
      "env -i setsid sh -c 'echo $$ >daemon; exec sleep 20' & while ! test -s daemon; do sleep 0.05; done",
    );
    expect(ended).toMatchObject({ code: 0, timedOut: false });
    process.kill(pidIn("daemon"), "SIGKILL");
  });

  it("may print 100 MB, of which the end is kept", async () => {
    const tail = createTail();
    let read = 0;
    const ended = await runCommand("head -c 100000000 /dev/zero | tr '\\0' 'x' | fold -w 99; echo end", {
      folder,
      env,
      limit: 60_000,
      onLine: (line) => {
        read += 1;
        tail.add(line);
      },
    });
    expect(ended.code).toBe(0);
    expect(read).toBeGreaterThan(1_000_000);
    expect(tail.lines().at(-1)).toMatch(/end$/);
    expect(tail.lines().join("\n").length).toBeLessThanOrEqual(24_000);
    expect(tail.before() + tail.lines().length).toBe(read);
  });

  it("may print 100 MB without a line's end", async () => {
    expect(await run("head -c 100000000 /dev/zero | tr '\\0' 'x'", 60_000)).toMatchObject({ code: 0 });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toHaveLength(2001);
  });
});

describe("lines", () => {
  it("end with a line feed, a carriage return, or both, in whatever pieces they come", () => {
    const read: string[] = [];
    const reader = lineReader((line) => read.push(line));
    for (const piece of ["a\r", "\nb\rc", "\n", "\n", "d\r\n", "é", "e"]) reader.push(Buffer.from(piece));
    reader.end();
    expect(read).toEqual(["a", "b", "c", "", "d", "ée"]);
  });

  it("are put together from bytes that are cut in the middle of a letter", () => {
    const read: string[] = [];
    const reader = lineReader((line) => read.push(line));
    for (const byte of Buffer.from("aü🙂\n")) reader.push(Buffer.from([byte]));
    expect(read).toEqual(["aü🙂"]);
  });
});

describe("the job's log", () => {
  const print = (texts: readonly string[]): readonly string[] => {
    const said: string[] = [];
    const tail = createTail();
    const log = openGroup((line) => said.push(line), "The head", tail);
    for (const text of texts) {
      tail.add(text);
      log.line(text);
    }
    log.end();
    return said;
  };

  it("takes nothing in it for a command", () => {
    const said = print(["::error::x", "::add-mask::a", "##[group]x", "::stop-commands::no", "::endgroup::"]);
    expect(said[0]).toBe("::group::The head");
    const word = /^::stop-commands::([0-9a-f-]{36})$/.exec(said[1] ?? "")?.[1];
    expect(word).toBeDefined();
    expect(said.slice(2, -2)).toEqual([
      "| ::error::x",
      "| ::add-mask::a",
      "| ##[group]x",
      "| ::stop-commands::no",
      "| ::endgroup::",
    ]);
    expect(said.slice(-2)).toEqual([`::${word}::`, "::endgroup::"]);
    expect(print([])[1]).not.toBe(said[1]);
  });

  it("is bounded, and shows the end", () => {
    const said = print(Array.from({ length: 20_000 }, (_none, index) => `${index} ${"x".repeat(80)}`));
    expect(said.join("\n").length).toBeLessThan(500_000);
    expect(said.at(-3)).toMatch(/^\| 19999 /);
    expect(said).toContainEqual(expect.stringMatching(/^\(\d+ lines are left out\)$/));
  });
});

describe("the environment", () => {
  it("hands on what is not ours", () => {
    const handed = withoutOurs(
      {
        PATH: "/bin",
        CI: "true",
        RUNNER_TEMP: "/t",
        GITHUB_SHA: "a",
        INPUT_TOKEN: "t",
        GIT_DIR: "/x",
        github_token: "t",
        X: undefined,
      },
      "t0ken",
    );
    expect(handed).toEqual({ PATH: "/bin", CI: "true", RUNNER_TEMP: "/t", GITHUB_SHA: "a" });
  });

  it("knows secrets by their names, and lines of theirs", () => {
    const hide = redactor({ API_KEY: "first-line\nsecond-line", SHORT_TOKEN: "abc", HOME: "/home/runner" }, "ghs_x");
    expect(hide("first-line second-line abc ghs_x /home/runner")).toBe("*** *** abc *** /home/runner");
  });
});
