/** Ends what a command has started, however it tried to stay. */
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { MARK } from "./environment.ts";

const LOOK = 25;

/**
 * Ends a process group, first politely, then not; and on Linux what left the group but still carries the run's mark in
 * its environment, as a daemon does.
 *
 * @param group id of the group, which is that of the process that was started as its leader
 * @param mark value of the mark in the environment of that run
 * @param grace milliseconds between asking and killing
 */
export async function endProcesses(group: number, mark: string, grace: number): Promise<void> {
  send(group, "SIGTERM");
  for (let waited = 0; waited < grace && isThere(group); waited += LOOK) await sleep(LOOK);
  killProcesses(group, mark);
}

/** The same, at once: where our own process is being ended. */
export function killProcesses(group: number, mark: string): void {
  send(group, "SIGKILL");
  for (const stray of marked(mark)) {
    try {
      process.kill(stray, "SIGKILL");
    } catch {
      // It ended by itself.
    }
  }
}

function send(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch {
    // Nobody is left in it.
  }
}

function isThere(group: number): boolean {
  try {
    return process.kill(-group, 0);
  } catch {
    return false;
  }
}

function marked(mark: string): readonly number[] {
  const wanted = Buffer.from(`${MARK}=${mark}\0`);
  try {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
      .filter((name) => environmentOf(name).includes(wanted))
      .map(Number);
  } catch {
    // No such folder: not Linux.
    return [];
  }
}

function environmentOf(pid: string): Buffer {
  try {
    return readFileSync(`/proc/${pid}/environ`);
  } catch {
    // Another user's, or gone.
    return Buffer.alloc(0);
  }
}
