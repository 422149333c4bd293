import { AzureError } from "../../../error";
import type { Call, Reply } from "../../../service";
import { requireScope } from "../../authorization/model/scope";
import { categoriesOf } from "../model/categories";
import { toResponseCategory } from "../wire/categories";

export function listCategories({ platform, params: { scope } }: Call<unknown, "scope">): Reply {
  requireScope(platform, scope);
  const value = categoriesOf(platform, scope).map((category) => toResponseCategory(scope, category));
  return { status: 200, body: { value } };
}

export function getCategory({ platform, params }: Call<unknown, "scope" | "category">): Reply {
  const { scope, category: name } = params;
  requireScope(platform, scope);
  const category = categoriesOf(platform, scope).find(
    (other) => other.name.toLowerCase() === name.toLowerCase(),
  );
  if (!category) {
    throw new AzureError(
      404,
      "ResourceNotFound",
      `The diagnostic settings category '${name.slice(0, 260)}' doesn't exist.`,
      { isBare: true },
    );
  }
  return { status: 200, body: toResponseCategory(scope, category) };
}
