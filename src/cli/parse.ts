/** `quench parse`: any issue form's body as JSON, with what a person should be told about it. */
import { readFile } from "node:fs/promises";
import { readBody } from "../core/forms/body.ts";
import { parseFormFile } from "../core/forms/file.ts";
import { codeOf, nameOf, reasonOf } from "./file-failure.ts";

export interface ParseOptions {
  /** Path of the issue form file. */
  readonly form: string;
  /** Path of the body; `-` or nothing for what comes in. */
  readonly body: string | undefined;
  /** One line of JSON instead of an indented one. */
  readonly oneLine: boolean;
}

/** @returns the exit code: 0 read, whatever was found in it; 1 where the form or the body cannot be read. */
export async function parse({ form, body = "-", oneLine }: ParseOptions): Promise<number> {
  const file = await textOf(form, "give the path of an issue form, such as .github/ISSUE_TEMPLATE/incident.yml");
  if (file === null) return 1;
  const { definition, problems } = parseFormFile(file);
  if (definition === null) {
    for (const { line, column, message, fix } of problems) {
      process.stderr.write(`${nameOf(form)}:${line}:${column}: ${message}; ${fix}.\n`);
    }
    return 1;
  }
  const text = await textOf(body, "give the path of an issue's body, or `-` to read what comes in");
  if (text === null) return 1;
  const read = readBody(definition, text);
  const labels = new Map(definition.fields.map(({ id, label }) => [id, label]));
  const result = {
    form: definition.name,
    /** By the label that the body has. */
    values: Object.fromEntries(read.answers.map(({ label, value }) => [label, value])),
    fields: read.answers.map(({ label: heading, field, line }) => ({
      id: field,
      label: field === null ? null : labels.get(field),
      heading,
      line,
    })),
    problems: read.problems,
  };
  process.stdout.write(`${JSON.stringify(result, null, oneLine ? 0 : 2)}\n`);
  return 0;
}

/** A file's text, or what comes in; null, and told, where it cannot be read. */
async function textOf(path: string, fix: string): Promise<string | null> {
  try {
    return path === "-" ? await incoming() : await readFile(path, "utf8");
  } catch (error) {
    const code = codeOf(error);
    if (code === null) throw error;
    process.stderr.write(`${nameOf(path)}: ${reasonOf(code)}; ${fix}.\n`);
    return null;
  }
}

async function incoming(): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of process.stdin) parts.push(Buffer.from(part as Uint8Array));
  return Buffer.concat(parts).toString("utf8");
}
