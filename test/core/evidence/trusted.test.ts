import { describe, expect, it } from "@jest/globals";
import { dashboardAt } from "../../../src/core/evidence/trusted.ts";

const HOSTS = ["grafana.example.com", "*.metrics.example.org"];

describe("R-H6 hosts that the policy trusts", () => {
  it.each([
    "https://grafana.example.com/d/checkout",
    "https://GRAFANA.example.com/d/checkout",
    "HTTPS://grafana.example.com",
    "https://grafana.example.com:3000/d/1",
    "https://eu.metrics.example.org/x",
    "https://a.b.metrics.example.org/x",
  ])("R-H6 pass: %s", (url) => {
    const found = dashboardAt(url, HOSTS);
    expect(found.strength).toBe(1);
    expect(found.because).toMatch(/^told, not verified: the policy trusts `[a-z.]+`$/);
  });

  it.each([
    ["a suffix", "https://grafana.example.com.evil.test/d/1"],
    ["a prefix", "https://evilgrafana.example.com/d/1"],
    ["a host below an exact one", "https://eu.grafana.example.com/d/1"],
    ["the host above a wildcard", "https://metrics.example.org/x"],
    ["a suffix of a wildcard", "https://evilmetrics.example.org/x"],
    ["a host with a final dot", "https://grafana.example.com./d/1"],
    ["the host in the path", "https://evil.test/grafana.example.com"],
    ["the host as a fragment", "https://evil.test#grafana.example.com"],
  ])("R-H6 fail: %s", (_name, url) => {
    const found = dashboardAt(url, HOSTS);
    expect(found.strength).toBe(0);
    expect(found.because).toMatch(/^`[a-z.]+` is not among the policy's `evidence\.trusted_hosts`$/);
  });

  it("R-H6 fail: http, credentials, and what is no address", () => {
    expect(dashboardAt("http://grafana.example.com/d/1", HOSTS)).toEqual({
      strength: 0,
      because: "its address is not https, so anybody may have answered",
    });
    for (const url of [
      "https://grafana.example.com@evil.test/",
      "https://u:p@grafana.example.com/",
      "grafana",
      "https://",
    ]) {
      expect(dashboardAt(url, HOSTS)).toEqual({ strength: 0, because: "its address cannot be read" });
    }
  });

  it("R-H6 fail: nobody is trusted unless named", () => {
    expect(dashboardAt("https://grafana.example.com/", []).strength).toBe(0);
  });
});
