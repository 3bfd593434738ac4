import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  at,
  databaseBytes,
  errorPercent,
  lineThrough,
  stretch,
  utilization,
  waitOfMany,
  waitOfOne,
  waits,
} from "./model.ts";

const arrivals = fc.double({ min: 0.01, max: 1000, noNaN: true });
/** A share of the time, short of all of it. */
const busy = fc.double({ min: 0.001, max: 0.98, noNaN: true });
const servers = fc.integer({ min: 1, max: 64 });
/** Variance over the squared mean. */
const variation = fc.double({ min: 0, max: 20, noNaN: true });

describe("one server", () => {
  it("waits as the M/M/1 queue, whose wait is known exactly, where service is exponential", () => {
    fc.assert(
      fc.property(arrivals, busy, (rate, rho) => {
        const mean = rho / rate;
        const wait = waitOfOne({ arrivals: rate, mean, square: 2 * mean ** 2 });
        expect(wait / ((rho * mean) / (1 - rho))).toBeCloseTo(1, 9);
      }),
    );
  });

  it("waits half as long where every service takes the same time", () => {
    fc.assert(
      fc.property(arrivals, busy, (rate, rho) => {
        const mean = rho / rate;
        const [fixed, exponential] = [mean ** 2, 2 * mean ** 2].map((square) =>
          waitOfOne({ arrivals: rate, mean, square }),
        );
        expect((exponential ?? 0) / (fixed ?? 1)).toBeCloseTo(2, 9);
      }),
    );
  });

  it("waits for ever where more comes than is served, and never where nothing comes", () => {
    expect(waitOfOne({ arrivals: 10, mean: 0.1, square: 0.02 })).toBe(Number.POSITIVE_INFINITY);
    expect(waitOfOne({ arrivals: 11, mean: 0.1, square: 0.02 })).toBe(Number.POSITIVE_INFINITY);
    expect(waitOfOne({ arrivals: 0, mean: 0.1, square: 0.02 })).toBe(0);
    expect(utilization({ arrivals: 20, mean: 0.1 }, 4)).toBe(0.5);
  });
});

describe("many servers", () => {
  it("makes an arrival wait with the probability that its server is busy, where there is one", () => {
    fc.assert(fc.property(busy, (rho) => expect(waits(1, rho)).toBeCloseTo(rho, 9)));
  });

  it("agrees with a table of Erlang's C", () => {
    // Two servers at one erlang: 1/3. Ten at eight: 0.4092.
    expect(waits(2, 1)).toBeCloseTo(1 / 3, 9);
    expect(waits(10, 8)).toBeCloseTo(0.4092, 4);
    expect(waits(8, 0)).toBe(0);
    expect(waits(8, 8)).toBe(1);
    expect(waits(8, 80)).toBe(1);
  });

  it("is the one server's formula where there is one", () => {
    fc.assert(
      fc.property(arrivals, busy, variation, (rate, rho, cv) => {
        const mean = rho / rate;
        const service = { arrivals: rate, mean, square: (1 + cv) * mean ** 2 };
        expect(waitOfMany(service, 1) / waitOfOne(service)).toBeCloseTo(1, 6);
      }),
    );
  });

  it("never waits longer with a server more, nor shorter with more arrivals", () => {
    fc.assert(
      fc.property(servers, busy, variation, (count, rho, cv) => {
        const mean = 0.2;
        const service = { arrivals: (rho * count) / mean, mean, square: (1 + cv) * mean ** 2 };
        const wait = waitOfMany(service, count);
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(waitOfMany(service, count + 1)).toBeLessThanOrEqual(wait);
        expect(waitOfMany({ ...service, arrivals: service.arrivals * 1.01 }, count)).toBeGreaterThanOrEqual(wait);
      }),
    );
  });

  it("stays finite up to hundreds of servers, and is infinite beyond what they can do", () => {
    const service = { arrivals: 999, mean: 0.5, square: 0.5 };
    expect(waitOfMany(service, 500)).toBeGreaterThan(0);
    expect(Number.isFinite(waitOfMany(service, 500))).toBe(true);
    expect(waitOfMany(service, 499)).toBe(Number.POSITIVE_INFINITY);
    expect(waitOfMany({ ...service, arrivals: 0 }, 4)).toBe(0);
  });
});

describe("a line through two points", () => {
  it("goes through both", () => {
    const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(number, number, number, number, (x1, y1, x2, y2) => {
        fc.pre(Math.abs(x1 - x2) > 1);
        const line = lineThrough([x1, y1], [x2, y2]);
        expect(at(line, x1) - y1).toBeCloseTo(0, 3);
        expect(at(line, x2) - y2).toBeCloseTo(0, 3);
      }),
    );
  });

  it("says that one point tells nothing", () => {
    expect(() => lineThrough([1, 2], [1, 3])).toThrow("two different points");
  });
});

describe("what is told of a prediction", () => {
  it("is its error in percent of what was measured", () => {
    expect(errorPercent(110, 100)).toBeCloseTo(10, 9);
    expect(errorPercent(90, 100)).toBeCloseTo(-10, 9);
    expect(errorPercent(1, 0)).toBeNull();
  });

  it("takes twice as long on a processor that is busy half of the time", () => {
    expect(stretch(0)).toBe(1);
    expect(stretch(0.5)).toBe(2);
    expect(stretch(-1)).toBe(1);
    expect(stretch(1)).toBe(Number.POSITIVE_INFINITY);
  });

  it("has a place for what grows in the database", () => {
    const growth = { rowsAnIncident: 40, bytesAnIncident: 1000, bytesARepository: 200 };
    expect(databaseBytes(growth, { incidents: 10, repositories: 100 })).toBe(30_000);
  });
});
