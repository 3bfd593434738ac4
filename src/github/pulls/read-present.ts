/**
 * Which files are on the default branch, by their own or a later name; an emptied one holds nothing that was added. A few
 * are asked for one by one, so that a pass over an unchanged repository costs nothing (304); many in one GraphQL request.
 */
import { isUnreadable, type Readable } from "../../core/snapshot/types.ts";
import type { GitHubClient } from "../request/client.ts";
import { inParallel, look } from "../request/look.ts";
import { isAbsence, isProblem, placeProblems, unreadable, unreadableFrom } from "../request/problems.ts";
import { filesQuery } from "../queries/files.ts";
import type { Raw } from "../raw.ts";
import { createRenames, type FilePlace, fileKey } from "./read-renamed.ts";

export interface FileFinder {
  /** Whether each file is there, by `fileKey`; those not answered for may be asked for again. */
  find(files: readonly FilePlace[]): Promise<ReadonlyMap<string, Readable<boolean>>>;
}

/** So many are asked for one by one. */
const FEW = 24;
const BATCH = 400;
/** Later names of one file. */
const MOST_NAMES = 3;

/** A finder for one pass. */
export function createFileFinder(client: GitHubClient): FileFinder {
  const renames = createRenames(client);

  /** Where the file went; asked only for one that is not where it was. */
  async function follow(file: FilePlace): Promise<Readable<boolean>> {
    let { path } = file;
    for (let names = 0; names < MOST_NAMES; names += 1) {
      const next = await renames.nextName({ ...file, path });
      if (next === null) return false;
      if (isUnreadable(next)) return next;
      const there = await isThere(client, { ...file, path: next });
      if (there !== false) return there;
      path = next;
    }
    return false;
  }

  return {
    async find(files) {
      const there =
        files.length <= FEW ? await inParallel(files, (file) => isThere(client, file)) : await areThere(client, files);
      const answers = new Map<string, Readable<boolean>>();
      for (const [index, file] of files.entries()) {
        const found = there[index] ?? false;
        answers.set(fileKey(file), found === false ? await follow(file) : found);
      }
      return answers;
    },
  };
}

async function isThere(client: GitHubClient, { repository, path }: FilePlace): Promise<Readable<boolean>> {
  const [owner, repo] = repository.split("/");
  const looked = await look(client, "GET /repos/{owner}/{repo}/contents/{path}", { owner, repo, path }, "file");
  if ("unreadable" in looked) return looked;
  if (!("found" in looked)) return false;
  const { type, size } = looked.found as { type?: string; size?: number };
  return type === "file" && size !== 0;
}

type Answer = Record<string, Raw<Record<string, Raw<{ __typename: string; byteSize?: number }>>>>;

async function areThere(client: GitHubClient, files: readonly FilePlace[]): Promise<Readable<boolean>[]> {
  const answers: Readable<boolean>[] = [];
  for (let from = 0; from < files.length; from += BATCH) {
    const batch = files.slice(from, from + BATCH);
    answers.push(...(await batchIsThere(client, batch)));
  }
  return answers;
}

async function batchIsThere(client: GitHubClient, batch: readonly FilePlace[]): Promise<Readable<boolean>[]> {
  const repositories = [...new Set(batch.map(({ repository }) => repository))];
  const variables: Record<string, string> = {};
  for (const [index, repository] of repositories.entries()) {
    const [owner = "", name = ""] = repository.split("/");
    Object.assign(variables, { [`owner${index}`]: owner, [`name${index}`]: name });
  }
  for (const [index, { path }] of batch.entries()) variables[`path${index}`] = `HEAD:${path}`;
  const holders = batch.map(({ repository }) => repositories.indexOf(repository));
  try {
    const answer = await client.graphql<Answer>(filesQuery(repositories.length, holders), variables);
    placeProblems(answer.data, answer.errors);
    return holders.map((holder, index) => fileOf(answer.data?.[`r${holder}`], `f${index}`));
  } catch (error) {
    const why = unreadableFrom(error, "file");
    return batch.map(() => why);
  }
}

function fileOf(
  repository: Raw<Record<string, Raw<{ __typename: string; byteSize?: number }>>>,
  alias: string,
): Readable<boolean> {
  if (isProblem(repository) || repository === null || repository === undefined) return unreadable(repository, "file");
  const file = repository[alias];
  if (isProblem(file)) return isAbsence(file) && file.type === "NOT_FOUND" ? false : unreadable(file, "file");
  return file?.__typename === "Blob" && file.byteSize !== 0;
}
