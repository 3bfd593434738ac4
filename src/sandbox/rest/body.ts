/**
 * Reading request bodies. A body that does not fit is answered 422 "Invalid request." with GitHub's own sentence
 * (public threads: octokit/rest.js#1320, cli/cli#5218), malformed JSON 400 "Problems parsing JSON"
 * (docs.github.com/rest "Troubleshooting the REST API").
 */
import { BoxError } from "../state/contract.ts";
import type { Json } from "./answer.ts";

const refuse = (sentence: string): BoxError => new BoxError(422, `Invalid request.\n\n${sentence}`);

const shown = (value: unknown): string => (value === null ? "nil" : JSON.stringify(value));

const mistyped = (name: string, value: unknown, kind: string): BoxError =>
  refuse(`For 'properties/${name}', ${shown(value)} is not ${kind}.`);

/**
 * @returns the JSON object of a body, and the list where the body is one (the label routes take a bare array)
 * @throws BoxError 400 for text that is no JSON
 */
export const parseBody = (bytes: Buffer): { body: Json; list: readonly unknown[] | null } => {
  const text = bytes.toString("utf8").trim();
  if (text === "") return { body: {}, list: null };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new BoxError(400, "Problems parsing JSON");
  }
  if (Array.isArray(value)) return { body: { labels: value }, list: value };
  if (typeof value !== "object" || value === null) throw new BoxError(400, "Body should be a JSON object");
  return { body: value as Json, list: null };
};

/** A string that must be there. */
export const needText = (body: Json, name: string): string => {
  const value = body[name];
  if (value === undefined) throw refuse(`"${name}" wasn't supplied.`);
  if (typeof value !== "string") throw mistyped(name, value, "a string");
  return value;
};

/** A string, null, or undefined where the body leaves it out. */
export const optionalText = (body: Json, name: string): string | null | undefined => {
  const value = body[name];
  if (value === undefined || value === null || typeof value === "string") return value;
  throw mistyped(name, value, "a string");
};

/** As `optionalText`, with null taken for left out. */
export const textOrNothing = (body: Json, name: string): string | undefined => optionalText(body, name) ?? undefined;

/** One of a closed list of words. */
export const choice = <T extends string>(body: Json, name: string, words: readonly T[]): T | undefined => {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  const found = words.find((word) => word === value);
  if (found === undefined) {
    throw refuse(`${shown(value)} is not a member of [${words.map((word) => `"${word}"`).join(", ")}].`);
  }
  return found;
};

/** A whole number that must be there. */
export const needInteger = (body: Json, name: string): number => {
  const value = body[name];
  if (value === undefined) throw refuse(`"${name}" wasn't supplied.`);
  if (typeof value !== "number" || !Number.isInteger(value)) throw mistyped(name, value, "an integer");
  return value;
};

export const optionalBoolean = (body: Json, name: string): boolean | undefined => {
  const value = body[name];
  if (value === undefined || value === null || typeof value === "boolean") return value ?? undefined;
  throw mistyped(name, value, "a boolean");
};

/** A list of strings; `{ name }` objects count too where labels are meant. */
export const optionalTexts = (body: Json, name: string): string[] | undefined => {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  // `"labels": "bug"` and `"assignees": "octocat"` are taken for a list of one.
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.map((each) => {
    if (typeof each === "string") return each;
    if (typeof each === "object" && each !== null && "name" in each && typeof each.name === "string") return each.name;
    throw mistyped(name, each, "a string");
  });
};

/** A list of strings that must be there. */
export const needTexts = (body: Json, name: string): string[] => {
  const list = optionalTexts(body, name);
  if (list === undefined) throw refuse(`"${name}" wasn't supplied.`);
  return list;
};

/** A list of objects that must be there. */
export const needObjects = (body: Json, name: string): Json[] => {
  const value = body[name];
  if (value === undefined) throw refuse(`"${name}" wasn't supplied.`);
  if (!Array.isArray(value)) throw mistyped(name, value, "an array");
  return value.map((each: unknown) => {
    if (typeof each !== "object" || each === null) throw mistyped(name, each, "an object");
    return each as Json;
  });
};
