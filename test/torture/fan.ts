/** Hands each delivery to several Apps, as where an old and a new process overlap and both are told of everything. */
import { createServer, type IncomingMessage } from "node:http";

export interface Fan {
  readonly url: string;
  close(): Promise<void>;
}

/** @param targets where each App takes webhooks; answers as the first of them that takes it. */
export async function openFan(targets: readonly string[]): Promise<Fan> {
  const passOn = async (from: IncomingMessage): Promise<number> => {
    const chunks: Buffer[] = [];
    for await (const chunk of from as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const { host: _host, connection: _connection, ...headers } = from.headers;
    const statuses = await Promise.all(
      targets.map((url) =>
        fetch(url, { method: "POST", headers: headers as Record<string, string>, body }).then(
          ({ status }) => status,
          () => 502,
        ),
      ),
    );
    return Math.min(...statuses);
  };
  const server = createServer((from, to) => {
    passOn(from).then(
      (status) => to.writeHead(status).end(),
      () => from.socket.destroy(),
    );
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
  return {
    url: `http://127.0.0.1:${port}/api/github/webhooks`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
