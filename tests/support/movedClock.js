/** Moves a process's time by the days of MOVED_CLOCK_DAYS, for `node --require`. Timers, and the clock of TLS, stay. */
const offset = Number(process.env.MOVED_CLOCK_DAYS ?? 0) * 86_400_000;
const RealDate = Date;

globalThis.Date = class extends RealDate {
  constructor(...args) {
    super(...(args.length === 0 ? [RealDate.now() + offset] : args));
  }

  static now() {
    return RealDate.now() + offset;
  }
};
