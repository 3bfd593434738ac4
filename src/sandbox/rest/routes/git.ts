/** The Git data API: refs, blobs, trees and commits. Source: docs.github.com/rest/git. */
import { treeSha } from "../../state/git-objects.ts";
import type { Repository } from "../../state/model.ts";
import { notFound, readable, writable } from "../access.ts";
import { type Answer, created, type Json, noContent, ok, type RestRequest, type Route, route } from "../answer.ts";
import { choice, needObjects, needText, needTexts, optionalBoolean, optionalText, textOrNothing } from "../body.ts";
import { gitCommitJson } from "../serialize/commit.ts";
import { placeOf } from "../serialize/repository.ts";
import { entriesOf, type FlatTree, findTree } from "../tree.ts";

const byName = ([a]: [string, string], [b]: [string, string]): number => (a < b ? -1 : a > b ? 1 : 0);

const refJson = (request: RestRequest, repository: Repository, ref: string, sha: string): Json => {
  const { name, api } = placeOf(request, repository);
  return {
    ref,
    node_id: `REF_${Buffer.from(`${name}:${ref}`).toString("base64url")}`,
    url: `${api}/git/${ref}`,
    object: { sha, type: "commit", url: `${api}/git/commits/${sha}` },
  };
};

const fullRef = (request: RestRequest): string => `refs/${request.params.ref ?? ""}`;

const getRef = (request: RestRequest): Answer => {
  const repository = readable(request, "contents");
  const ref = fullRef(request);
  const sha = repository.refs.get(ref);
  if (sha === undefined) throw notFound();
  return ok(refJson(request, repository, ref, sha));
};

/** Refs that begin with the given one; an empty list, never 404. */
const matchingRefs = (request: RestRequest): Answer => {
  const repository = readable(request, "contents");
  const refs = [...repository.refs].filter(([ref]) => ref.startsWith(fullRef(request))).sort(byName);
  return ok(refs.map(([ref, sha]) => refJson(request, repository, ref, sha)));
};

const createRef = (request: RestRequest): Answer => {
  const repository = writable(request);
  const ref = needText(request.body, "ref");
  const sha = request.state.do.createRef(request.caller, repository, ref, needText(request.body, "sha"));
  const json = refJson(request, repository, ref, sha);
  return created(json, json.url);
};

const updateRef = (request: RestRequest): Answer => {
  const repository = writable(request);
  const ref = fullRef(request);
  const force = optionalBoolean(request.body, "force") ?? false;
  const sha = request.state.do.updateRef(request.caller, repository, ref, needText(request.body, "sha"), force);
  return ok(refJson(request, repository, ref, sha));
};

const deleteRef = (request: RestRequest): Answer => {
  request.state.do.deleteRef(request.caller, writable(request), fullRef(request));
  return noContent();
};

const getBlob = (request: RestRequest): Answer => {
  const repository = readable(request, "contents");
  const sha = request.params.sha ?? "";
  const bytes = repository.blobs.get(sha);
  if (bytes === undefined) throw notFound();
  return ok({
    sha,
    node_id: `B_${Buffer.from(sha, "hex").toString("base64url")}`,
    size: bytes.length,
    url: `${placeOf(request, repository).api}/git/blobs/${sha}`,
    content: bytes.toString("base64").replace(/.{1,60}/g, "$&\n"),
    encoding: "base64",
  });
};

const createBlob = (request: RestRequest): Answer => {
  const repository = writable(request);
  const encoding = choice(request.body, "encoding", ["utf-8", "base64"] as const) ?? "utf-8";
  const bytes = Buffer.from(needText(request.body, "content"), encoding === "base64" ? "base64" : "utf8");
  const sha = request.state.do.createBlob(request.caller, repository, bytes);
  const url = `${placeOf(request, repository).api}/git/blobs/${sha}`;
  return created({ sha, url }, url);
};

const treeJson = (
  request: RestRequest,
  repository: Repository,
  sha: string,
  tree: FlatTree,
  recursive: boolean,
): Json => {
  const { api } = placeOf(request, repository);
  return {
    sha,
    url: `${api}/git/trees/${sha}`,
    tree: entriesOf(tree, recursive).map((entry) => ({
      path: entry.path,
      mode: entry.type === "tree" ? "040000" : "100644",
      type: entry.type,
      sha: entry.sha,
      ...(entry.type === "blob" ? { size: repository.blobs.get(entry.sha)?.length ?? 0 } : {}),
      url: `${api}/git/${entry.type}s/${entry.sha}`,
    })),
    truncated: false,
  };
};

/** `recursive` with any value, even `0` or `false`, asks for all levels ("Get a tree"). */
const getTree = (request: RestRequest): Answer => {
  const repository = readable(request, "contents");
  const tree = findTree(request.state, repository, request.params.sha ?? "");
  if (tree === null) throw notFound();
  return ok(treeJson(request, repository, treeSha(tree), tree, request.query.has("recursive")));
};

const createTree = (request: RestRequest): Answer => {
  const repository = writable(request);
  const { body, state, caller } = request;
  const entries = needObjects(body, "tree").map((entry) => ({
    path: needText(entry, "path"),
    ...(entry.sha === undefined ? {} : { sha: optionalText(entry, "sha") ?? null }),
    ...(entry.content === undefined ? {} : { content: needText(entry, "content") }),
  }));
  const sha = state.do.createTree(caller, repository, textOrNothing(body, "base_tree") ?? null, entries);
  const json = treeJson(request, repository, sha, findTree(state, repository, sha) ?? new Map(), false);
  return created(json, json.url);
};

const getCommit = (request: RestRequest): Answer => {
  const repository = readable(request, "contents");
  const commit = repository.commits.get(request.params.sha ?? "");
  if (commit === undefined) throw notFound();
  return ok(gitCommitJson(request, repository, commit));
};

const createCommit = (request: RestRequest): Answer => {
  const repository = writable(request);
  const { body, state, caller } = request;
  const commit = state.do.createCommit(caller, repository, {
    message: needText(body, "message"),
    tree: needText(body, "tree"),
    parents: body.parents === undefined ? [] : needTexts(body, "parents"),
  });
  const json = gitCommitJson(request, repository, commit);
  return created(json, json.url);
};

const GIT = "/repos/{owner}/{repo}/git";

export const gitRoutes: readonly Route[] = [
  route("GET", `${GIT}/ref/{ref+}`, "git/refs#get-a-reference", getRef),
  route("GET", `${GIT}/matching-refs/{ref+}`, "git/refs#list-matching-references", matchingRefs),
  route("POST", `${GIT}/refs`, "git/refs#create-a-reference", createRef),
  route("PATCH", `${GIT}/refs/{ref+}`, "git/refs#update-a-reference", updateRef),
  route("DELETE", `${GIT}/refs/{ref+}`, "git/refs#delete-a-reference", deleteRef),
  route("POST", `${GIT}/blobs`, "git/blobs#create-a-blob", createBlob),
  route("GET", `${GIT}/blobs/{sha}`, "git/blobs#get-a-blob", getBlob),
  route("POST", `${GIT}/trees`, "git/trees#create-a-tree", createTree),
  route("GET", `${GIT}/trees/{sha+}`, "git/trees#get-a-tree", getTree),
  route("POST", `${GIT}/commits`, "git/commits#create-a-commit", createCommit),
  route("GET", `${GIT}/commits/{sha}`, "git/commits#get-a-commit-object", getCommit),
];
