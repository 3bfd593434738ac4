/** Where people read on: what is written about Quench has one home, whoever runs an instance. */

/** The folder of the documentation; the project's address is `url` in `app.yml`. */
export const DOCUMENTATION = "https://github.com/quench-dev/quench/blob/main/docs";

/** Every act of ours, and how to stop or undo it. */
export const STOP_PAGE = `${DOCUMENTATION}/how-to/stop-what-you-did-not-want.md`;

/** Ends every comment that undoes something. */
export const STOP_LINE = `Not what you wanted? [How to stop or undo it](${STOP_PAGE}).`;

/** For a team of one. */
export const ALONE_PAGE = `${DOCUMENTATION}/how-to/work-alone.md`;
