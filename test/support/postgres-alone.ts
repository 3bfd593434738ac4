/** A PostgreSQL in a process of its own: tells its folder and waits to be killed. */
import { startPostgres } from "./postgres.ts";

const { folder } = await startPostgres();
process.stdout.write(`${folder}\n`);
setInterval(() => undefined, 60_000);
