/** A file that is held against a bundle, byte for byte. */
import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { originOf } from "../../github/posted-bundle.ts";
import { BadArgument } from "../argument.ts";
import { codeOf, nameOf, reasonOf } from "../file-failure.ts";
import { readStandardInput } from "../standard-input.ts";
import { type GivenFile, plainJson } from "./answer.ts";

/** The largest bundle has 999 parts of 65,000 characters. */
const MOST_BYTES = 100_000_000;

/** @param file `-` reads standard input. @throws BadArgument where it cannot be read. */
export function readGivenFile(file: string): GivenFile {
  const name = file === "-" ? "standard input" : nameOf(file);
  try {
    const size = file === "-" ? 0 : statSync(file).size;
    if (size > MOST_BYTES) throw new BadArgument(`${name}: this file has ${size} bytes, and no bundle has as many.`);
    const bytes = file === "-" ? readStandardInput() : readFileSync(file);
    const text = bytes.toString("utf8");
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    return { name, sha256, origin: originOf(text.replace(/^\ufeff/, "")), json: plainJson(text) };
  } catch (error) {
    const code = codeOf(error);
    if (code === null) throw error;
    throw new BadArgument(`${name}: ${reasonOf(code)}; name the file to hold against the bundle, or \`-\`.`);
  }
}
