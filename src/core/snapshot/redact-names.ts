/** Pseudonyms for a redacted snapshot: one for each person, the same wherever the person stands. */
import { isLogin } from "../login.ts";
import type { Snapshot } from "./snapshot.ts";

export interface Names {
  /** The pseudonym of a login, in whatever case it is written; bots, ghosts and we ourselves keep their names. */
  login(login: string): string;
  /** True where the login stands in the snapshot as somebody's. */
  knows(login: string): boolean;
  /** Two logins of one account have one id, before and after (R-H5). */
  nodeId(nodeId: string): string;
}

/** Keys under which logins stand without an id. */
const LOGIN_LISTS: ReadonlySet<string> = new Set(["contributors", "overrideTeam", "assignee"]);

/** Finds everybody in a snapshot, in the order of the first mention. */
export function namesIn(snapshot: Snapshot): Names {
  const kept = new Set(["", "ghost", snapshot.self.login.toLowerCase()]);
  const people = new Map<string, string>();
  const ids = new Map<string, string>();
  const isKept = (login: string): boolean => kept.has(login.toLowerCase()) || login.endsWith("[bot]");
  const login = (name: string): string => {
    if (isKept(name)) return name;
    const known = people.get(name.toLowerCase());
    if (known !== undefined) return known;
    const made = `person-${people.size + 1}`;
    people.set(name.toLowerCase(), made);
    return made;
  };
  const meet = (value: unknown, key: string): void => {
    if (typeof value === "string" && LOGIN_LISTS.has(key) && isLogin(value)) login(value);
    if (typeof value !== "object" || value === null || key === "self" || key === "memory") return;
    if ("login" in value && typeof value.login === "string") {
      if ("kind" in value && value.kind === "bot") kept.add(value.login.toLowerCase());
      else login(value.login);
    }
    const lists = Array.isArray(value);
    for (const [name, inner] of Object.entries(value)) meet(inner, lists ? key : name);
  };
  meet(snapshot, "");
  const { teams = {} } = snapshot;
  for (const members of Object.values(teams)) if (!("unreadable" in members)) members.forEach(login);
  return {
    login,
    knows: (name) => people.has(name.toLowerCase()),
    nodeId(nodeId) {
      if (nodeId === "") return nodeId;
      const made = ids.get(nodeId) ?? `U_${ids.size + 1}`;
      ids.set(nodeId, made);
      return made;
    },
  };
}
