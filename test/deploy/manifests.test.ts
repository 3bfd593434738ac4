/** The image and the manifests say what the product is: its variables, its paths, its time to end. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { parse, parseAllDocuments } from "yaml";
import { VARIABLES } from "../../src/app/settings/environment.ts";
import { ROLES } from "../../src/app/settings/role.ts";
import { WEBHOOKS_PATH } from "../../src/app/http/server.ts";

/** What stands at a path of a document; undefined where nothing does. */
function at(tree: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (part, name) => (typeof part === "object" && part !== null ? (part as Record<string, unknown>)[name] : undefined),
    tree,
  );
}

function listAt(tree: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const found = at(tree, ...path);
  expect(found).toBeInstanceOf(Array);
  return found as readonly unknown[];
}

const NAMES = new Set<string>(VARIABLES.map(({ name }) => name));
const FOLDER = "deploy/kubernetes";
const manifests: readonly unknown[] = readdirSync(FOLDER)
  .filter((file) => file !== "kustomization.yaml")
  .flatMap((file) => parseAllDocuments(readFileSync(`${FOLDER}/${file}`, "utf8")))
  .map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS() as unknown;
  });
const ofKind = (kind: string) => manifests.filter((one) => at(one, "kind") === kind);
const pods = ofKind("Deployment");

describe("the image", () => {
  const lines = readFileSync("Dockerfile", "utf8").split("\n");

  it("is made of files that are there, and that the context lets through", () => {
    const allowed = readFileSync(".dockerignore", "utf8")
      .split("\n")
      .filter((line) => line.startsWith("!"))
      .map((line) => line.slice(1));
    const copied = lines
      .filter((line) => line.startsWith("COPY ") && !line.includes("--from"))
      .flatMap((line) => line.split(" ").slice(1, -1));
    expect(copied.length).toBeGreaterThan(4);
    for (const path of copied) {
      expect(existsSync(path)).toBe(true);
      expect(allowed).toContain(path);
    }
  });

  it("runs as nobody special, serves by default, and is asked where the server answers", () => {
    expect(lines).toContain("USER 1000:1000");
    const { bin } = JSON.parse(readFileSync("package.json", "utf8")) as { bin: { quench: string } };
    expect(lines).toContain(`ENTRYPOINT ["node", "${bin.quench}"]`);
    expect(lines).toContain('CMD ["serve"]');
    expect(lines.join("\n")).toContain("/healthz");
    const set = lines.find((line) => line.startsWith("ENV "))?.matchAll(/([A-Z_]+)=/g) ?? [];
    for (const [, name = ""] of set) if (name !== "NODE_ENV") expect(NAMES).toContain(name);
  });
});

describe("the Kubernetes manifests", () => {
  it("have a receiver and a worker, and every file is in the kustomization", () => {
    expect(pods.map((pod) => at(pod, "metadata", "name"))).toEqual(["quench-receiver", "quench-worker"]);
    const resources = listAt(parse(readFileSync(`${FOLDER}/kustomization.yaml`, "utf8")), "resources");
    expect(new Set([...resources, "kustomization.yaml"])).toEqual(new Set(readdirSync(FOLDER)));
  });

  it.each(pods.map((pod) => [at(pod, "metadata", "name"), pod]))("%s may do nothing but its work", (_name, pod) => {
    const spec = at(pod, "spec", "template", "spec");
    const container = at(spec, "containers", 0);
    expect(at(spec, "automountServiceAccountToken")).toBe(false);
    // A Service named as the product sets variables that begin with QUENCH_, of which the App warns.
    expect(at(spec, "enableServiceLinks")).toBe(false);
    expect(at(spec, "securityContext")).toMatchObject({ runAsNonRoot: true, runAsUser: 1000 });
    expect(at(container, "securityContext")).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
    expect(at(spec, "terminationGracePeriodSeconds")).toBeGreaterThan(10);
    const [command, option, role] = listAt(container, "args");
    expect([command, option]).toEqual(["serve", "--role"]);
    expect(ROLES).toContain(role);
    for (const variable of listAt(container, "env")) expect(NAMES).toContain(at(variable, "name"));
    expect(at(container, "livenessProbe", "httpGet", "path")).toBe("/healthz");
    // A database that is gone takes a pod out of the Service, and must not restart it.
    expect(at(container, "readinessProbe", "httpGet", "path")).toBe("/readyz");
    const metrics = listAt(container, "ports").find((port) => at(port, "name") === "metrics");
    const scraped = at(pod, "spec", "template", "metadata", "annotations", "prometheus.io/port");
    expect(String(at(metrics, "containerPort"))).toBe(scraped);
  });

  it("let nothing but the webhooks in from outside", () => {
    const paths = ofKind("Ingress")
      .flatMap((ingress) => listAt(ingress, "spec", "rules"))
      .flatMap((rule) => listAt(rule, "http", "paths"));
    expect(paths.map((one) => [at(one, "path"), at(one, "pathType")])).toEqual([[WEBHOOKS_PATH, "Exact"]]);
  });
});

describe("the compose file", () => {
  const compose: unknown = parse(readFileSync("deploy/compose.yaml", "utf8"), { merge: true });

  it("has one receiver, two workers and a database, with variables that are read", () => {
    expect(at(compose, "services", "receiver", "command")).toEqual(["serve", "--role", "receiver"]);
    expect(at(compose, "services", "worker", "command")).toEqual(["serve", "--role", "worker"]);
    expect(at(compose, "services", "worker", "deploy", "replicas")).toBe(2);
    expect(at(compose, "services", "database", "image")).toMatch(/^postgres:\d/);
    for (const name of ["receiver", "worker"]) {
      const service = at(compose, "services", name);
      expect(service).toMatchObject({ read_only: true, cap_drop: ["ALL"] });
      const variables = Object.keys(at(service, "environment") as object);
      expect(variables).toContain("DATABASE_URL");
      for (const variable of variables) expect(NAMES).toContain(variable);
      expect(Number.parseInt(String(at(service, "stop_grace_period")), 10)).toBeGreaterThan(10);
    }
  });
});
