/**
 * Pages. Source: docs.github.com/rest "Using pagination in the REST API": `per_page` up to 100 (default 30), `page` from
 * 1, and a `Link` header with prev, next, last and first where there is more than one page.
 */
import type { Answer, RestRequest } from "./answer.ts";

export interface Page {
  readonly page: number;
  readonly perPage: number;
}

const positive = (text: string | null, otherwise: number): number => {
  const value = Number(text ?? "");
  return Number.isInteger(value) && value > 0 ? value : otherwise;
};

export const pageOf = (query: URLSearchParams): Page => ({
  page: positive(query.get("page"), 1),
  perPage: Math.min(100, positive(query.get("per_page"), 30)),
});

/** The URL of this request with other query values; GitHub keeps the rest of the query as it came. */
export const urlWith = (request: RestRequest, values: Readonly<Record<string, string>>): string => {
  const query = new URLSearchParams(request.query);
  for (const [name, value] of Object.entries(values)) query.set(name, value);
  return `${request.urls.api}${request.path}?${query.toString()}`;
};

const linkHeader = (request: RestRequest, { page }: Page, last: number): string | null => {
  const relations: [number, string][] = [];
  if (page > 1) relations.push([Math.min(page - 1, last), "prev"]);
  if (page < last) relations.push([page + 1, "next"], [last, "last"]);
  if (page > 1) relations.push([1, "first"]);
  if (last <= 1 || relations.length === 0) return null;
  return relations.map(([to, name]) => `<${urlWith(request, { page: String(to) })}>; rel="${name}"`).join(", ");
};

/** One page of a list, and the headers that lead to the others. */
export const cut = <T>(request: RestRequest, all: readonly T[]): { items: T[]; headers: Record<string, string> } => {
  const page = pageOf(request.query);
  const last = Math.max(1, Math.ceil(all.length / page.perPage));
  const link = linkHeader(request, page, last);
  const from = (page.page - 1) * page.perPage;
  return { items: all.slice(from, from + page.perPage), headers: link === null ? {} : { Link: link } };
};

/** A paged answer whose body is the list itself. */
export const pagedList = <T>(request: RestRequest, all: readonly T[], show: (item: T) => unknown): Answer => {
  const { items, headers } = cut(request, all);
  return { status: 200, body: items.map(show), headers };
};

/** A paged answer of the form `{ total_count, <name>: […] }`. */
export const pagedUnder = <T>(
  request: RestRequest,
  name: string,
  all: readonly T[],
  show: (item: T) => unknown,
): Answer => {
  const { items, headers } = cut(request, all);
  return { status: 200, body: { total_count: all.length, [name]: items.map(show) }, headers };
};
