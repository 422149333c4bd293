/** Arguments whose values are outputs, wherever the component accepts one. */
import type { WandbIntegrationArgs } from "../../components/index";
import { argumentShapes } from "../../components/validation/argumentShapes";
import type { Shape } from "../../components/validation/shape";

/** Makes an output of a value, or leaves it plain. */
export type Defer = (value: unknown, path: string) => unknown;

/** The arguments with `defer` applied to each value that accepts an output. Lists and maps are values, and so are their items. */
export const deferArgs = (args: WandbIntegrationArgs, defer: Defer): WandbIntegrationArgs =>
  deferValue(argumentShapes, args, "", defer) as WandbIntegrationArgs;

function deferValue(shape: Shape, value: unknown, path: string, defer: Defer): unknown {
  if (value === undefined) {
    return value;
  }
  switch (shape.kind) {
    case "value":
      return shape.plainBecause === undefined ? defer(value, path) : value;
    case "list": {
      const items = (value as unknown[]).map((item, index) =>
        deferValue(shape.items, item, `${path}[${index}]`, defer),
      );
      return shape.plainBecause === undefined ? defer(items, path) : items;
    }
    case "record":
      return defer(value, path);
    case "object":
      return Object.fromEntries(
        Object.entries(value as object).map(([name, item]) => {
          const property = shape.properties[name];
          const at = path === "" ? name : `${path}.${name}`;
          return [name, property ? deferValue(property, item, at, defer) : item];
        }),
      );
  }
}
