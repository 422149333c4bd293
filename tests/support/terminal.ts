/**
 * Has each test of a file begin without the variables that override a terminal's own properties, and leaves the process as it
 * was. A test sets `process.stdout.isTTY` as it needs it.
 */
export function restoreTerminal(): void {
  const { isTTY } = process.stdout;
  const { NO_COLOR, CI } = process.env;
  beforeEach(() => {
    delete process.env.NO_COLOR;
    delete process.env.CI;
  });
  afterEach(() => {
    process.stdout.isTTY = isTTY;
    Object.assign(process.env, NO_COLOR === undefined ? {} : { NO_COLOR }, CI === undefined ? {} : { CI });
  });
}
