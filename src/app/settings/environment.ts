/**
 * Every environment variable that Quench reads, once: the reader of the configuration, `quench help` and
 * docs/reference/environment.md come from this table.
 */

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Variable {
  readonly name: VariableName;
  readonly group: Group;
  /** Null: none. */
  readonly fallback: string | null;
  /** One sentence or two in Markdown. */
  readonly what: string;
  readonly example: string;
  /** Its value is never shown. */
  readonly secret?: true;
  /** In lower case too, as other programs take it. */
  readonly lowerCase?: true;
}

export type Group = "credentials" | "rotation" | "server" | "scale" | "github" | "network" | "token";

export const GROUPS: Readonly<Record<Group, string>> = {
  credentials: "The App's credentials",
  rotation: "Former secrets, while they are exchanged",
  server: "The server",
  scale: "More than one process",
  github: "Another GitHub than github.com",
  network: "The network",
  token: "A token, for the commands that read GitHub",
};

export type VariableName =
  | "APP_ID"
  | "PRIVATE_KEY"
  | "PRIVATE_KEY_PATH"
  | "WEBHOOK_SECRET"
  | "WEBHOOK_SECRET_PREVIOUS"
  | "PRIVATE_KEY_PREVIOUS"
  | "PRIVATE_KEY_PREVIOUS_PATH"
  | "PORT"
  | "HOST"
  | "LOG_LEVEL"
  | "METRICS_PORT"
  | "METRICS_REPOSITORIES"
  | "DATABASE_URL"
  | "CONCURRENCY"
  | "GITHUB_API_URL"
  | "GITHUB_GRAPHQL_URL"
  | "HTTPS_PROXY"
  | "HTTP_PROXY"
  | "NO_PROXY"
  | "NODE_EXTRA_CA_CERTS"
  | "GITHUB_TOKEN"
  | "GH_TOKEN";

export const VARIABLES: readonly Variable[] = [
  {
    name: "APP_ID",
    group: "credentials",
    fallback: null,
    what: "The number on the App's settings page. Needed.",
    example: "123456",
  },
  {
    name: "PRIVATE_KEY",
    group: "credentials",
    fallback: null,
    what: "The App's private key: PEM as it is, on one line with `\\n` for line ends, or in base64. This or `PRIVATE_KEY_PATH` is needed.",
    example: "-----BEGIN RSA PRIVATE KEY-----\\n…",
    secret: true,
  },
  {
    name: "PRIVATE_KEY_PATH",
    group: "credentials",
    fallback: null,
    what: "The file that holds it, where `PRIVATE_KEY` is not set.",
    example: "/run/secrets/quench.pem",
  },
  {
    name: "WEBHOOK_SECRET",
    group: "credentials",
    fallback: null,
    what: "The secret of the App's webhook. Needed.",
    example: "a long random text",
    secret: true,
  },
  {
    name: "WEBHOOK_SECRET_PREVIOUS",
    group: "rotation",
    fallback: null,
    what: "The former webhook secret: deliveries signed with either are taken.",
    example: "the former random text",
    secret: true,
  },
  {
    name: "PRIVATE_KEY_PREVIOUS",
    group: "rotation",
    fallback: null,
    what: "The former private key: what Quench signed with it is still believed, and signed anew.",
    example: "-----BEGIN RSA PRIVATE KEY-----\\n…",
    secret: true,
  },
  {
    name: "PRIVATE_KEY_PREVIOUS_PATH",
    group: "rotation",
    fallback: null,
    what: "The file that holds it, where `PRIVATE_KEY_PREVIOUS` is not set.",
    example: "/run/secrets/quench-former.pem",
  },
  {
    name: "PORT",
    group: "server",
    fallback: "3000",
    what: "The port to listen on; 0 takes any free one.",
    example: "8080",
  },
  {
    name: "HOST",
    group: "server",
    fallback: "127.0.0.1",
    what: "The address to listen on; `0.0.0.0` in a container.",
    example: "0.0.0.0",
  },
  {
    name: "LOG_LEVEL",
    group: "server",
    fallback: "info",
    what: "`trace`, `debug`, `info`, `warn`, `error`, `fatal` or `silent`.",
    example: "debug",
  },
  {
    name: "METRICS_PORT",
    group: "server",
    fallback: null,
    what: "A port of its own for `/metrics`, so that whoever reaches the webhooks does not reach it. Not set: on `PORT`.",
    example: "9090",
  },
  {
    name: "METRICS_REPOSITORIES",
    group: "server",
    fallback: "false",
    what: "`true` counts looks by repository too: whoever reads the metrics then reads the names of private ones.",
    example: "true",
  },
  {
    name: "DATABASE_URL",
    group: "scale",
    fallback: null,
    what: "A PostgreSQL database (14 or later) that keeps the queue and the index, so that any number of processes share them. TLS with `?sslmode=verify-full`, and `&sslrootcert=/path` for an authority of your own; `require` checks the certificate as well. Not set: one process, in memory.",
    example: "postgres://quench:…@db.example.com:5432/quench",
    secret: true,
  },
  {
    name: "CONCURRENCY",
    group: "scale",
    fallback: "8",
    what: "Looks at once in this process, 1 to 64.",
    example: "16",
  },
  {
    name: "GITHUB_API_URL",
    group: "github",
    fallback: "https://api.github.com",
    what: "Where REST answers: `https://HOST/api/v3` on GitHub Enterprise Server, `https://api.SUBDOMAIN.ghe.com` with data residency.",
    example: "https://ghe.example.com/api/v3",
  },
  {
    name: "GITHUB_GRAPHQL_URL",
    group: "github",
    fallback: "beside the former",
    what: "Where GraphQL answers, if that is not `https://HOST/api/graphql` (Server) or `…/graphql` (others).",
    example: "https://ghe.example.com/api/graphql",
  },
  {
    name: "HTTPS_PROXY",
    group: "network",
    fallback: null,
    what: "The proxy for requests to GitHub over `https`. Credentials in it are never logged.",
    example: "http://proxy.example.com:3128",
    secret: true,
    lowerCase: true,
  },
  {
    name: "HTTP_PROXY",
    group: "network",
    fallback: null,
    what: "The same over `http`, and over `https` where `HTTPS_PROXY` is not set.",
    example: "http://proxy.example.com:3128",
    secret: true,
    lowerCase: true,
  },
  {
    name: "NO_PROXY",
    group: "network",
    fallback: null,
    what: "Hosts asked without a proxy, by comma: a name with those below it, or with a port; `*` for all.",
    example: "ghe.example.com,localhost",
    lowerCase: true,
  },
  {
    name: "NODE_EXTRA_CA_CERTS",
    group: "network",
    fallback: null,
    what: "A file of certificates (PEM) that are trusted beside the usual ones: the authority of a GitHub Enterprise Server, or of a proxy that looks into connections. Node.js reads it when it starts.",
    example: "/etc/ssl/example-ca.pem",
  },
  {
    name: "GITHUB_TOKEN",
    group: "token",
    fallback: null,
    what: "Reads with this token, where the App's credentials are not set.",
    example: "the token's text",
    secret: true,
  },
  {
    name: "GH_TOKEN",
    group: "token",
    fallback: null,
    what: "The same, where `GITHUB_TOKEN` is not set; else what `gh auth token` says.",
    example: "the token's text",
    secret: true,
  },
];

/** A variable's value without blanks around it; null where it is empty. In lower case the name goes first, as in curl. */
export function given(env: Environment, name: VariableName): string | null {
  const { lowerCase } = variable(name);
  const names = lowerCase === true ? [name.toLowerCase(), name] : [name];
  for (const one of names) {
    const value = env[one]?.trim();
    if (value !== undefined && value !== "") return value;
  }
  return null;
}

/** What holds where a variable is not given; empty where nothing does. */
export function fallbackOf(name: VariableName): string {
  return variable(name).fallback ?? "";
}

function variable(name: VariableName): Variable {
  const found = VARIABLES.find((one) => one.name === name);
  if (found === undefined) throw new Error(`${name} is not in the table`);
  return found;
}
