/**
 * What a hand-written snapshot may leave out because it follows from what stands around it: ids, addresses, the key that
 * an entry already has. Nothing here can turn a gate. What is written stays as it is; what is malformed stays for the
 * schema to complain about, at the place where it was written.
 */

type Raw = Readonly<Record<string, unknown>>;

/** Completes a parsed JSON document; the schema reads the result. */
export function complete(document: unknown): unknown {
  if (!isRaw(document)) return document;
  const ids = new Ids();
  const repository = completeRepository(document["repository"] ?? {});
  const here = isRaw(repository) ? repository : {};
  const home = `${textOf(here["url"])}/issues`;
  const issue = (raw: unknown): unknown => completeIssue(raw, home, ids);
  const numbered = (raw: unknown): unknown => add(raw, ({ number }) => ({ url: `${home}/${textOf(number)}` }));
  const whole = {
    ...document,
    repository,
    ...listed(document, "policy", (raw, index) => add(raw, () => ({ commit: hashOf(`policy/${index}`) }))),
    ...listed(document, "incident", issue),
    ...listed(document, "items", issue),
    ...listed(document, "ledger", issue),
    ...listed(document, "recent", numbered),
    ...listed(document, "history", numbered),
    ...keyed(document, "pulls", (raw, key) => completePull(raw, key, here)),
    ...keyed(document, "links", (raw, key) => completeLink(raw, key)),
    ...keyed(document, "controls", (raw) => completeControl(raw, here)),
  };
  return { ...(withActors(whole) as Raw), ...keyed(document, "people", completePerson, (key) => key.toLowerCase()) };
}

/** Numbers for comments that have none: later ones get higher ones. */
class Ids {
  #last = 0;
  next(): number {
    this.#last += 1;
    return this.#last;
  }
}

function completeRepository(raw: unknown): unknown {
  const named = add(raw, () => ({ owner: "local", name: "repository" }));
  return add(named, ({ owner, name }) => ({
    nodeId: `R_${textOf(owner)}_${textOf(name)}`,
    url: `https://github.com/${textOf(owner)}/${textOf(name)}`,
  }));
}

function completeIssue(raw: unknown, home: string, ids: Ids): unknown {
  const issue = add(raw, ({ number, state, events }) => {
    const close = state === "closed" && Array.isArray(events) ? events.findLast(isClose) : undefined;
    return {
      nodeId: `I_${textOf(number)}`,
      databaseId: typeof number === "number" ? number : 0,
      url: `${home}/${textOf(number)}`,
      title: `Issue ${textOf(number)}`,
      ...(state === "closed" ? { stateReason: close?.["reason"] ?? "completed" } : {}),
      ...(close === undefined ? {} : { closedAt: close["at"] }),
    };
  });
  if (!isRaw(issue)) return issue;
  const { nodeId, url } = issue;
  return {
    ...issue,
    ...listed(issue, "comments", (one) => completeComment(one, textOf(url), ids)),
    ...listed(issue, "events", (one, index) => add(one, () => ({ id: `E_${textOf(nodeId)}_${index}` }))),
  };
}

function isClose(event: unknown): event is Raw {
  return isRaw(event) && event["kind"] === "closed";
}

function completeComment(raw: unknown, issue: string, ids: Ids): unknown {
  const numbered = add(raw, () => ({ databaseId: ids.next() }));
  return add(numbered, ({ databaseId }) => ({
    nodeId: `IC_${textOf(databaseId)}`,
    url: `${issue}#issuecomment-${textOf(databaseId)}`,
  }));
}

const PULL_KEY = /^([^/#\s]+\/[^/#\s]+)#(\d{1,9})$/;

function completePull(raw: unknown, key: string, here: Raw): unknown {
  const [, repository = key, digits = "0"] = PULL_KEY.exec(key) ?? [];
  const home = `${textOf(here["owner"])}/${textOf(here["name"])}`;
  const pull = add(raw, ({ state, baseBranch }) => {
    const inside = repository.toLowerCase() === home.toLowerCase() && typeof baseBranch === "string";
    return {
      key,
      repository,
      number: Number(digits),
      nodeId: `PR_${hashOf(key).slice(0, 8)}`,
      url: `https://github.com/${repository}/pull/${digits}`,
      title: `Pull request ${digits}`,
      headSha: hashOf(`${key}/head`),
      ...(state === "merged" ? { mergeCommit: hashOf(`${key}/merge`) } : {}),
      ...(inside ? { baseIsDefault: baseBranch === (here["defaultBranch"] ?? "main") } : {}),
    };
  });
  if (!isRaw(pull) || "unreadable" in pull) return pull;
  // Snapshots once held the merge commit's checks as well, which no rule ever read: recorded ones stay readable.
  const { headSha, url, merge: _, ...rest } = pull;
  return { ...rest, headSha, url, head: completeChecks(pull["head"] ?? {}, headSha, url) };
}

function completeChecks(raw: unknown, sha: unknown, url: unknown): unknown {
  const commit = add(raw, () => ({ sha }));
  const check = (one: unknown): unknown => add(one, () => ({ url: `${textOf(url)}/checks` }));
  return isRaw(commit) ? { ...commit, ...listed(commit, "checks", check) } : commit;
}

function completeLink(raw: unknown, url: string): unknown {
  const link = add(raw, () => ({ url }));
  if (!isRaw(link)) return link;
  return { ...link, ...listed(link, "found", (found) => (isRaw(found) ? foundWith(found, url) : found)) };
}

function foundWith(found: Raw, url: string): Raw {
  return { ...found, ...listed(found, "run", (run) => completeRun(run, url)) };
}

function completeRun(raw: unknown, url: string): unknown {
  const job = /\/actions\/runs\/\d+\/job\/(\d{1,15})/.exec(url);
  const run = /\/actions\/runs\/(\d{1,15})/.exec(url);
  const check = /\/runs\/(\d{1,15})/.exec(url);
  const kind = job !== null ? "job" : run !== null ? "workflow_run" : check !== null ? "check_run" : undefined;
  const id = Number((job ?? run ?? check)?.[1] ?? 0);
  return add(raw, () => ({ url, id, headSha: hashOf(`${url}/head`), ...(kind === undefined ? {} : { kind }) }));
}

function completePerson(raw: unknown, key: string): unknown {
  return add(
    add(raw, () => ({ login: key })),
    ({ login, role }) => ({
      nodeId: `U_${textOf(login).toLowerCase()}`,
      ...(role === "none" ? { member: false } : {}),
      ...(["triage", "write", "maintain", "admin"].includes(textOf(role)) ? { member: true } : {}),
    }),
  );
}

function completeControl(raw: unknown, here: Raw): unknown {
  if (!isRaw(raw)) return raw;
  const address = (key: unknown): string => `https://github.com/${textOf(key).replace("#", "/pull/")}`;
  const environments = `${textOf(here["url"])}/deployments`;
  return {
    ...raw,
    ...listed(raw, "sightings", (one) => add(one, ({ pull }) => ({ url: address(pull) }))),
    ...listed(raw, "deployments", (one) => add(one, () => ({ url: environments }))),
    ...listed(raw, "scheduled", (one) => completeRun(one, isRaw(one) ? textOf(one["url"]) : "")),
  };
}

/** What has a login and no id: people, wherever they stand. Ours, and what we remember, are no such places. */
function withActors(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withActors);
  if (!isRaw(value)) return value;
  const inner = Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, key === "self" || key === "memory" ? one : withActors(one)]),
  );
  const { login } = value;
  if (typeof login !== "string") return inner;
  return { nodeId: `U_${login.toLowerCase()}`, ...(login.endsWith("[bot]") ? { kind: "bot" } : {}), ...inner };
}

/** The same object with what it lacks. What is no object, or says that it could not be read, stays as it is. */
function add(raw: unknown, made: (raw: Raw) => Raw): unknown {
  return isRaw(raw) && !("unreadable" in raw) ? { ...made(raw), ...raw } : raw;
}

/** One key of an object with each entry of its list, or its one value, replaced; nothing where it is not there. */
function listed(raw: Raw, key: string, each: (raw: unknown, index: number) => unknown): Raw {
  if (!Object.hasOwn(raw, key)) return {};
  const value = raw[key];
  return { [key]: Array.isArray(value) ? value.map(each) : each(value, 0) };
}

/** One key of an object with each value of its record replaced; nothing where it is not there. */
function keyed(
  raw: Raw,
  key: string,
  each: (raw: unknown, key: string) => unknown,
  rename: (key: string) => string = (same) => same,
): Raw {
  if (!Object.hasOwn(raw, key)) return {};
  const value = raw[key];
  if (!isRaw(value)) return { [key]: value };
  return { [key]: Object.fromEntries(Object.entries(value).map(([name, one]) => [rename(name), each(one, name)])) };
}

function isRaw(value: unknown): value is Raw {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Only texts and numbers name anything. */
function textOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

/** Forty hexadecimal digits that stand for a commit nobody named: the same for the same text. */
function hashOf(text: string): string {
  let hash = 0x811c9dc5;
  for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, "0").repeat(5);
}
