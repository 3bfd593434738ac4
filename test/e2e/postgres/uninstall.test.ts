/** The tests of `test/e2e/uninstall.test.ts`, once more, with queue and index in PostgreSQL. */
import { jest } from "@jest/globals";
import { inPostgres } from "../../support/e2e-postgres.ts";

jest.setTimeout(60_000);
inPostgres();
await import("../uninstall.test.ts");
