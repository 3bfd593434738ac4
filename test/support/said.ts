/** What a command of the command line says and returns, while it runs in this process. */

export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command with its output caught. Not for two at once. */
export async function said(run: () => number | Promise<number>): Promise<Said> {
  const { stdout, stderr } = process;
  const write = { out: stdout.write.bind(stdout), err: stderr.write.bind(stderr) };
  let out = "";
  let err = "";
  stdout.write = (text: string | Uint8Array) => {
    out += String(text);
    return true;
  };
  stderr.write = (text: string | Uint8Array) => {
    err += String(text);
    return true;
  };
  try {
    const code = await run();
    return { code, out, err };
  } finally {
    stdout.write = write.out;
    stderr.write = write.err;
  }
}
