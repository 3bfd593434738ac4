/** Runs git on repositories that we made: with no hooks, no prompts, and a token only where it must fetch. */
import { spawn } from "node:child_process";
import { withoutOurs } from "./environment.ts";

export interface GitAnswer {
  readonly code: number;
  readonly out: Buffer;
  /** What it complained about, without the token. */
  readonly complaint: string;
}

export interface GitOptions {
  readonly input?: Buffer;
  /** Sends the token along, to this server and no other. */
  readonly signedIn?: boolean;
}

/** Runs git in a folder. A refusal is an answer; @throws where there is no git. */
export type Git = (folder: string, parameters: readonly string[], options?: GitOptions) => Promise<GitAnswer>;

/** git could not do what a proof needs; the message is its own complaint, shortened. */
export class GitError extends Error {}

/** Given by the environment, which outranks every file: the pull request's code has written none of it. */
const SETTINGS: readonly (readonly [string, string])[] = [
  // In a container the workspace belongs to another user.
  ["safe.directory", "*"],
  ["core.hooksPath", "/dev/null"],
  ["core.fsmonitor", "false"],
  ["gc.auto", "0"],
  ["maintenance.auto", "false"],
  ["protocol.ext.allow", "never"],
  // A server that does not answer must not hold the job.
  ["http.lowSpeedLimit", "1000"],
  ["http.lowSpeedTime", "60"],
];
const MOST_OUTPUT = 64 * 1024 * 1024;

/**
 * @param server `https://github.com`, `https://HOST`
 * @param token stands in the environment of a fetch alone, as `actions/checkout` would write it into a file
 */
export function createGit(
  env: Readonly<Record<string, string | undefined>>,
  { server, token }: { readonly server: string; readonly token: string },
): Git {
  const clean = withoutOurs(env, token);
  const basic = Buffer.from(`x-access-token:${token}`).toString("base64");
  const header = [`http.${server.replace(/\/+$/, "")}/.extraheader`, `AUTHORIZATION: basic ${basic}`] as const;
  const told = (text: string): string => text.replaceAll(token, "***").replaceAll(basic, "***").trim().slice(-600);

  return (folder, parameters, { input, signedIn = false } = {}) => {
    const settings = signedIn ? [...SETTINGS, header] : SETTINGS;
    const child = spawn("git", [...parameters], {
      cwd: folder,
      stdio: ["pipe", "pipe", "pipe"],
      env: {
        ...clean,
        LC_ALL: "C",
        GIT_TERMINAL_PROMPT: "0",
        GIT_OPTIONAL_LOCKS: "0",
        // Without it, checking out would fetch large files with credentials that are not there.
        GIT_LFS_SKIP_SMUDGE: "1",
        GIT_CONFIG_COUNT: String(settings.length),
        ...Object.fromEntries(
          settings.flatMap(([key, value], index) => [
            [`GIT_CONFIG_KEY_${index}`, key],
            [`GIT_CONFIG_VALUE_${index}`, value],
          ]),
        ),
      },
    });
    const out: Buffer[] = [];
    let size = 0;
    let complaint = "";
    child.stdout.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MOST_OUTPUT) out.push(chunk);
    });
    child.stderr.on("data", (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-20_000)));
    // It may end before it has read all.
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
    return new Promise((resolve, reject) => {
      child.once("error", (error) => reject(new GitError(`git cannot be run: ${error.message}`)));
      child.once("close", (code) => {
        if (size > MOST_OUTPUT) reject(new GitError("The pull request changes more files than can be looked at."));
        else resolve({ code: code ?? 1, out: Buffer.concat(out), complaint: told(complaint) });
      });
    });
  };
}

/** The answer's text. @throws GitError where git refuses */
export async function gitText(
  git: Git,
  folder: string,
  parameters: readonly string[],
  options?: GitOptions,
): Promise<string> {
  const { code, out, complaint } = await git(folder, parameters, options);
  if (code !== 0) throw new GitError(complaint === "" ? `git ${parameters[0] ?? ""} failed (exit ${code})` : complaint);
  return out.toString().trim();
}
