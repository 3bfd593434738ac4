/** Finds the route of a request. Tables are searched in their order, so the narrower pattern comes first. */
import type { Route } from "./answer.ts";

interface Compiled {
  readonly route: Route;
  readonly expression: RegExp;
  readonly names: readonly string[];
}

export interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

export interface Router {
  /** @returns the match, or null: GitHub answers 404 for an unknown path and for an unknown method alike. */
  match(method: string, path: string): Match | null;
}

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

const compile = (route: Route): Compiled => {
  const names: string[] = [];
  const source = route.pattern
    .split(/(\{[a-z_]+\+?\})/)
    .map((part) => {
      const name = /^\{([a-z_]+)(\+?)\}$/.exec(part);
      if (name === null) return escape(part);
      names.push(name[1] ?? "");
      return name[2] === "+" ? "(.+)" : "([^/]+)";
    })
    .join("");
  return { route, expression: new RegExp(`^${source}$`), names };
};

/** The first literal segment after `/repos/{owner}/{repo}`, or the first of all: what routes are grouped by. */
const groupOf = (path: string): string => {
  const parts = path.split("/");
  return parts[1] === "repos" ? `repos/${parts[4] ?? ""}` : (parts[1] ?? "");
};

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** @param routes every route of the face, narrower patterns before wider ones */
export const createRouter = (routes: readonly Route[]): Router => {
  const groups = new Map<string, Compiled[]>();
  for (const route of routes) {
    const key = `${route.method} ${groupOf(route.pattern)}`;
    const group = groups.get(key) ?? [];
    group.push(compile(route));
    groups.set(key, group);
  }
  return {
    match(method, path) {
      for (const { route, expression, names } of groups.get(`${method} ${groupOf(path)}`) ?? []) {
        const found = expression.exec(path);
        if (found === null) continue;
        const params = Object.fromEntries(names.map((name, index) => [name, decode(found[index + 1] ?? "")]));
        return { route, params };
      }
      return null;
    },
  };
};
