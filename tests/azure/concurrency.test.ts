import { SecretClient } from "@azure/keyvault-secrets";
import { application, control, options, resourceGroup, roles, vault } from "./localAzure";
import { raw } from "./raw";

const clients = 200;
const secrets = 50;
const milliseconds = 30_000;

jest.setTimeout(180_000);

afterEach(() => control("DELETE", "settings"));

test("200 clients that read and write 50 secrets for 30 s lose no write and receive no wrong response", async () => {
  await control("PUT", "settings", { vaultRequestLimit: 1_000_000_000 });
  const { id, properties } = await vault(await resourceGroup());
  const { credential } = await application([{ role: roles.secretsOfficer, scope: id! }]);
  const { token } = await credential.getToken("https://vault.azure.net/.default");
  const url = (path: string) => `${properties.vaultUri}secrets/${path}?api-version=7.4`;

  /** The acknowledged writes: path of the version, and value. */
  const written = new Map<string, string>();
  const values = new Map<string, Set<string>>();
  const wrong: string[] = [];
  let reads = 0;
  const end = Date.now() + milliseconds;

  const work = async (client: number) => {
    for (let round = 0; Date.now() < end; round++) {
      const name = `secret-${(client * 7 + round) % secrets}`;
      const value = `${client}.${round}`;
      const ours = values.get(name) ?? new Set();
      values.set(name, ours.add(value));
      const put = await raw("PUT", url(name), { token, body: { value } });
      if (put.status !== 200 || put.json.value !== value) {
        wrong.push(`PUT ${name}: ${put.status}`);
        continue;
      }
      written.set(String(put.json.id).split("/secrets/")[1]!, value);
      const get = await raw("GET", url(name), { token });
      reads++;
      if (get.status !== 200 || !values.get(name)!.has(get.json.value)) {
        wrong.push(`GET ${name}: ${get.status} ${get.json?.value}`);
      }
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, client) => work(client)));

  const versions = [...written];
  const verify = async () => {
    for (let version = versions.pop(); version; version = versions.pop()) {
      const [path, value] = version;
      const get = await raw("GET", url(path), { token });
      if (get.json?.value !== value) {
        wrong.push(`lost ${path}`);
      }
    }
  };
  await Promise.all(Array.from({ length: clients }, verify));

  process.stderr.write(
    `    ${written.size} writes and ${reads} reads in ${milliseconds / 1000} s by ${clients} clients\n`,
  );
  expect(wrong).toEqual([]);
  expect(written.size).toBeGreaterThan(clients);
  const listed: string[] = [];
  for await (const { name } of new SecretClient(
    properties.vaultUri!,
    credential,
    options,
  ).listPropertiesOfSecrets()) {
    listed.push(name);
  }
  expect(listed).toHaveLength(secrets);
});
