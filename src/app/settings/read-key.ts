/** The App's private keys, as an environment can hold them. */
import { createPrivateKey } from "node:crypto";
import { type Environment, given } from "./environment.ts";

/**
 * PEM as it is, with `\n` for line ends, in base64, or in a file. Its text is never told.
 *
 * @returns undefined where none is given; null where it is wrong.
 */
export function readKey(
  env: Environment,
  name: "PRIVATE_KEY" | "PRIVATE_KEY_PREVIOUS",
  readFile: (path: string) => string,
  tell: (problem: string) => null,
): string | null | undefined {
  const text = given(env, name);
  const path = given(env, `${name}_PATH`);
  if (text === null && path === null) return undefined;
  const where = text === null ? `${name}_PATH` : name;
  let pem: string;
  try {
    pem = text ?? readFile(path ?? "");
  } catch {
    return tell(
      isPath(path ?? "")
        ? `${name}_PATH is \`${path ?? ""}\`: that file cannot be read.`
        : `${name}_PATH is no path: set the path of the key's file, or the key itself as ${name}.`,
    );
  }
  if (!pem.includes("-----BEGIN")) pem = Buffer.from(pem, "base64").toString("utf8");
  pem = pem.replaceAll("\\n", "\n").trim();
  try {
    if (createPrivateKey(pem).asymmetricKeyType !== "rsa")
      return tell(`${where} holds no RSA key: GitHub's App keys are RSA.`);
  } catch {
    return tell(`${where} holds no private key in PEM form: it begins with "-----BEGIN RSA PRIVATE KEY-----".`);
  }
  return `${pem}\n`;
}

/** Somebody may have put the key itself there. */
function isPath(text: string): boolean {
  return text.length <= 500 && !/[\r\n]|-----BEGIN/.test(text) && !/^[A-Za-z0-9+/=]{200,}$/.test(text);
}
