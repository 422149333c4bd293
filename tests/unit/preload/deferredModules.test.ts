import { lazyExports } from "../../../components/preload/deferredModules";

describe("Exports of a deferred module", () => {
  const real = Object.assign(
    class Real {
      readonly own = 1;
    },
    { value: 2, call: () => 3 },
  );

  test("load it once, when something of them is used", () => {
    const load = jest.fn(() => real);
    const exports = lazyExports(load, true);
    expect(exports.__esModule).toBe(true);
    expect(load).not.toHaveBeenCalled();
    expect([exports.value, exports.call(), exports.missing]).toEqual([2, 3, undefined]);
    expect(load).toHaveBeenCalledTimes(1);
  });

  test.each<[string, (exports: typeof real) => unknown, unknown]>([
    ["constructed", (exports) => new exports().own, 1],
    ["a base class", (exports) => new (class extends exports {})().own, 1],
    ["listed", (exports) => Object.keys(exports).sort(), ["call", "value"]],
    ["spread", (exports) => ({ ...exports }).value, 2],
    ["asked for a property", (exports) => "value" in exports && Object.hasOwn(exports, "call"), true],
    ["compared by class", (exports) => new real() instanceof exports, true],
  ])("can be %s as the module's own", (_name, use, expected) => {
    expect(use(lazyExports(() => real, false) as typeof real)).toEqual(expected);
  });

  test("can be called and changed as the module's own", () => {
    const add = Object.assign((one: number, other: number) => one + other, { calls: 0 });
    const exports = lazyExports(() => add, false) as typeof add;
    exports.calls = 1;
    expect([exports(1, 2), add.calls]).toEqual([3, 1]);
  });
});
