/**
 * The box's own controls under `/_sandbox/`. They are no part of GitHub: whoever plays a story moves the clock with
 * them, waits for calm, sets faults, lets CI run and people come and go.
 */
import { jsonAnswer, sendPlain } from "../engine/answers.ts";
import { parseDuration } from "../engine/duration.ts";
import { type Faults, faultJson } from "../engine/faults.ts";
import type { Idle } from "../engine/idle.ts";
import type { RequestLog } from "../engine/requests.ts";
import type { Handler } from "../engine/server.ts";
import type { Box } from "../state/box.ts";
import { BoxError } from "../state/contract.ts";
import { makeArtifact, queuePull, requestAction, rerunChecks, runWorkflow, setWorkflowState } from "./actions.ts";
import { makeApp } from "./apps.ts";
import { makeBulk } from "./bulk.ts";
import { closeByProject, markDuplicate } from "./closes.ts";
import { changePerson, deletePerson, makePerson, makeTeam } from "./people.ts";
import { changeInstallation } from "./installations.ts";
import { deleteIssue, linkPull, makeRepository, transferIssue } from "./places.ts";
import { stateSummary } from "./summary.ts";
import { makeToken } from "./tokens.ts";

export interface ControlHooks {
  faults: Faults;
  requests: RequestLog;
  idle: Idle;
  /** Where `html_url` begins. */
  web: string;
}

interface Control {
  state: Box;
  hooks: ControlHooks;
  url: URL;
  input: Record<string, unknown>;
  /** What follows the route's name in the path. */
  rest: string;
}

interface Reply {
  status: number;
  body: unknown;
}

const ok = (body: unknown): Reply => ({ status: 200, body });
const made = (body: unknown): Reply => ({ status: 201, body });

const clockBody = (state: Box): Record<string, unknown> => ({ now: state.clock.iso(), now_ms: state.clock.now() });

const moveClock = ({ state, input }: Control): Reply => {
  if (typeof input.now === "string") {
    const at = Date.parse(input.now);
    if (Number.isNaN(at)) throw new BoxError(422, `"now" must be an ISO 8601 instant, such as "2026-03-01T09:30:00Z".`);
    state.clock.moveTo(at);
  } else if (typeof input.advance === "string") {
    const by = parseDuration(input.advance);
    if (by === null) throw new BoxError(422, `"advance" must be an ISO 8601 duration, such as "P3D" or "PT61S".`);
    state.clock.moveTo(state.clock.now() + by);
  } else {
    throw new BoxError(422, `Send {"now": "<ISO 8601>"} or {"advance": "<duration>"}.`);
  }
  return ok(clockBody(state));
};

const LONGEST_WAIT_S = 600;

const waitForCalm = async ({ hooks, url }: Control): Promise<Reply> => {
  const asked = Number(url.searchParams.get("timeout") ?? 30);
  const seconds = Number.isFinite(asked) ? Math.min(Math.max(asked, 0), LONGEST_WAIT_S) : 30;
  const pending = await hooks.idle.settle(seconds * 1000);
  return pending.length === 0 ? ok({ idle: true }) : { status: 504, body: { idle: false, pending } };
};

const ROUTES: Readonly<Record<string, (control: Control) => Reply | Promise<Reply>>> = {
  "GET clock": ({ state }) => ok(clockBody(state)),
  "POST clock": moveClock,
  "GET idle": waitForCalm,
  "GET requests": ({ hooks }) => ok(hooks.requests.summary()),
  "DELETE requests": ({ hooks }) => {
    hooks.requests.clear();
    return ok(hooks.requests.summary());
  },
  "GET faults": ({ hooks }) => ok({ faults: hooks.faults.list().map(faultJson) }),
  "POST faults": ({ hooks, input }) => made(faultJson(hooks.faults.add(input))),
  "DELETE faults": ({ hooks }) => {
    hooks.faults.clear();
    return ok({ faults: [] });
  },
  "POST workflow-runs": ({ state, hooks, input }) => made(runWorkflow(state, hooks.web, input)),
  "POST merge-queue": ({ state, input }) => made(queuePull(state, input)),
  "POST check-reruns": ({ state, input }) => ok(rerunChecks(state, input)),
  "POST check-actions": ({ state, input }) => ok(requestAction(state, input)),
  "POST people": ({ state, input }) => made(makePerson(state, input)),
  "DELETE people": ({ state, rest }) => ok(deletePerson(state, rest)),
  "POST repositories": ({ state, hooks, input }) => made(makeRepository(state, hooks.web, input)),
  "PATCH people": ({ state, input, rest }) => ok(changePerson(state, rest, input)),
  "POST teams": ({ state, input }) => made(makeTeam(state, input)),
  "POST apps": ({ state, input }) => made(makeApp(state, input)),
  "POST tokens": ({ state, input }) => made(makeToken(state, input)),
  "POST installations": ({ state, input }) => ok(changeInstallation(state, input)),
  "POST artifacts": ({ state, input }) => made(makeArtifact(state, input)),
  "POST workflow-states": ({ state, input }) => ok(setWorkflowState(state, input)),
  "POST issue-deletions": ({ state, input }) => ok(deleteIssue(state, input)),
  "POST issue-transfers": ({ state, hooks, input }) => made(transferIssue(state, hooks.web, input)),
  "POST duplicates": ({ state, input }) => made(markDuplicate(state, input)),
  "POST project-closes": ({ state, input }) => made(closeByProject(state, input)),
  "POST development-links": ({ state, input }) => ok(linkPull(state, input)),
  "POST bulk": ({ state, input }) => made(makeBulk(state, input)),
  "GET state": ({ state }) => ok(stateSummary(state)),
};

const parse = (body: Buffer): Record<string, unknown> => {
  if (body.length === 0) return {};
  let value: unknown;
  try {
    value = JSON.parse(body.toString());
  } catch {
    throw new BoxError(400, "Problems parsing JSON");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new BoxError(400, "Body should be a JSON object");
  return value as Record<string, unknown>;
};

/** Answers everything under `/_sandbox/`; false for other paths. */
export const controlHandler =
  (state: Box, hooks: ControlHooks): Handler =>
  async (request, response, { body, url }) => {
    const match = /^\/_sandbox(?:\/([\w-]*)(?:\/(.*?))?)?\/?$/.exec(url.pathname);
    if (match === null) return false;
    const name = match[1] ?? "";
    let reply: Reply;
    try {
      const handle = ROUTES[`${request.method ?? "GET"} ${name}`];
      if (handle === undefined) {
        throw new BoxError(404, `No such control; there are ${Object.keys(ROUTES).join(", ")}, each under /_sandbox/.`);
      }
      reply = await handle({ state, hooks, url, input: parse(body), rest: decodeURIComponent(match[2] ?? "") });
    } catch (error) {
      if (!(error instanceof BoxError)) throw error;
      reply = { status: error.status, body: { message: error.message, ...(error.errors && { errors: error.errors }) } };
    }
    // The clock may have been moved since the call came in.
    response.setHeader("Date", new Date(state.clock.now()).toUTCString());
    sendPlain(response, jsonAnswer(reply.status, reply.body));
    return true;
  };
