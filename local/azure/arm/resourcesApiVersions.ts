/** API versions of Microsoft.Resources. */
export const resourcesApiVersions = [
  // The version with which Key Vault's client lists vaults.
  "2015-11-01",
  "2019-05-10",
  "2019-07-01",
  "2019-10-01",
  "2020-06-01",
  "2020-10-01",
  "2021-01-01",
  "2021-04-01",
  "2022-09-01",
  "2022-12-01",
  "2023-07-01",
  "2024-03-01",
  "2024-07-01",
  "2024-11-01",
  "2025-03-01",
  "2025-04-01",
];
