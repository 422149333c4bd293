/**
 * The words of the project, in everything that git tracks: phrases and identifiers that cspell cannot flag. Single words without an
 * innocent use are in `cspell.config.yaml` (`flagWords`).
 */
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

const root = path.join(__dirname, "../../..");

interface Rule {
  /** What a reader would stumble over, as a test is called by it. */
  words: string;
  find: RegExp;
  instead: string;
  /** Innocent uses, such as a vendor's own term. They are removed from a line before it is searched. */
  except?: RegExp;
}

const phrases: readonly Rule[] = [
  {
    words: "grant",
    find: /\b[Gg]rants?\b|[a-z]Grants?\b|\b[Gg]rants?[A-Z]\w*/,
    instead: "role assignment; access policy (in the other permission model)",
    except:
      /\bgrants? ((full |reader )?access|permissions?|the action|all|every|no)\b|\bgrant ?types?\b|\bdevice code grants?\b/gi,
  },
  {
    words: "officer",
    find: /\bofficers?\b/i,
    instead: "principals with Key Vault Secrets Officer",
    except: /\b(secrets?|crypto|certificates)[ _-]officers?\b/gi,
  },
  {
    words: "team member",
    find: /\bteam[ -]?members?\b/i,
    instead: "fine-tuning principal: principal with Azure AI User (Foundry User)",
    // Part of a Pulumi name, which may not change; a former argument with its new name.
    except: /-team-member|.*\bteamMembers\b.*\bfineTuningPrincipals\b.*/g,
  },
  {
    words: "who deploys",
    find: /\bwho(ever)?[ _]?(deploys|deployed)\b/i,
    instead: "the deploying identity; the deployer",
  },
  {
    words: "mode",
    find: /\b(rbac|access[- ]policy|permission|other|either|which|the vault's) mode\b/i,
    instead: "permission model",
  },
  {
    words: "key of one's own",
    find: /\bkeys? of (one's|your|their|its) own\b/i,
    instead: "customer-managed key",
  },
  {
    words: "way out",
    find: /\bways? out\b/i,
    instead: "outbound network access",
  },
  {
    words: "lets in, keeps out",
    find: /\blets? (\w+ )?in\b(?! \w+ of)|\bkee?ps? (\w+ ){0,3}out\b(?! of)|\bkept out\b/i,
    instead: "allows; denies",
    except: /\bfor \(let \w+ in\b/g,
  },
  {
    words: "that is there",
    find: /\b(that|which|what) (is|are|was|were) (already )?there\b(?! (an?|no|is|are)\b)/i,
    instead: "existing",
  },
  {
    words: "there already",
    find: /\b(there already|already there)\b/i,
    instead: "existing; already exists",
  },
  {
    words: "is not there",
    find: /\b(is|are|was|were|be) not (yet )?there\b/i,
    instead: "does not exist; is missing",
  },
  {
    words: "made up",
    find: /\bmade[- ]up\b|\bma(ke|kes|de) (\w+ )?(a )?(names? )?up\b|\bmadeUp\b/i,
    instead: "generated",
  },
  {
    words: "is made",
    find: /\b(is|are|was|were|be|been|being|not|never|just|once|already|has|have|had|stack) made\b(?! (of|from|with)\b)/i,
    instead: "created",
    except:
      /\b(requests?|calls?|changes?|choices?|decisions?) (that )?(is|are|was|were|has|have|been)( been)? made\b/gi,
  },
  {
    words: "made by hand, made twice",
    find: /\bmade (by hand|here|meanwhile|twice|again|in the portal)\b/i,
    instead: "created",
  },
  {
    words: "makes a resource",
    find: /\bmakes? (an?|another|no|one|the) (second |new |other |same )?(account|vault|secret|job|key|file|resource|run|token|version|deployment|link|assignment|group)\b/i,
    instead: "creates",
  },
  {
    words: "is taken",
    find: /\b(is|are|was|were|be|been) taken\b(?! by\b)/i,
    instead: "accepted, used, imported, released (which one)",
  },
  {
    words: "take away, take over",
    find: /\btaken? (away|into|over)\b/i,
    instead: "removed, released, imported (which one)",
  },
  {
    words: "takes it",
    find: /\btakes? (no|an?|the|it|what|that|them|its|one|letters)\b/i,
    instead: "accepts, uses, imports (which one)",
    except:
      /\btakes? (an?|the|one|its) (third|fifth|while|moment|minute|hour|second|few|couple|long|time)\b/gi,
  },
  {
    words: "behind Pulumi's back",
    find: /\bbehind (\w+)('s)? back\b/i,
    instead: "out-of-band change; drift",
  },
  {
    words: "address",
    find: /\b(the|its|their|an?|whole|proxy's|account's|vault's|run's|W&B's) address(es)?\b(?! (range|prefix|space))/i,
    instead: "URL, URI, endpoint (which one)",
    except: /\b(IP|IPv4|IPv6|private|public|email|e-mail|network|source|caller's) address(es)?\b/gi,
  },
  {
    words: "for ever",
    find: /\bfor ever\b/i,
    instead: "permanently",
  },
  {
    words: "decided once",
    find: /\bdecided once\b/i,
    instead: "immutable",
  },
  {
    words: "linked",
    find: /\bcannot be linked|\b(is|are|was|not) linked\b|\blinked to W&B\b/i,
    instead: "the W&B integration (is configured)",
  },
  {
    words: "the portal's link",
    find: /\bportal's link\b|\bma(ke|de) the link\b|\blink is made\b/i,
    instead: "the W&B integration; Manage integrations in the portal",
  },
  {
    words: "the article",
    find: /(?<!'s )\bthe article\b/i,
    instead: "Integrate Azure OpenAI fine-tuning with Weights & Biases, with its link",
  },
  {
    words: "holder",
    find: /\b(key|lock)('s)? holders?\b|\bholders? of (a|the) (W&B )?key\b|\bholdersOf\b/i,
    instead: "user; default entity",
  },
  {
    words: "stand-in",
    find: /\bstand[- ]ins?\b/i,
    instead: "emulated provider",
  },
  {
    words: "walk",
    find: /\b(the|whole|first|second|local)[ /]walk\b|\bwalkSuffix\b|\bwalk\/|\bwalks the article\b/i,
    instead: "quickstart",
  },
  {
    words: "rank",
    find: /\branks?\b/i,
    instead: "evidence",
  },
  {
    words: "kills",
    find: /\bkill (matrix|moments?)\b|\bkill(Matrix|Moments?|Table)\b|\bkills\b(?! (the|it|its|an?|all|process)\b)/,
    instead: "crash-recovery tests; crash points",
  },
  {
    words: "lane",
    find: /\blanes?\b/i,
    instead: "worker",
  },
  {
    words: "harm",
    find: /\bharm(s|ed|ing)?\b/i,
    instead: "apply",
    // "harm types": a recorded message of Azure.
    except: /\b(does|do) no harm\b|harm types?\b/gi,
  },
  {
    words: "a fault meets",
    find: /\bmeets? (\w+ ){0,4}(faults?|requests?)\b|\bfaults? meets?\b/i,
    instead: "match",
  },
  {
    words: "planted",
    find: /\bplanted\b/i,
    instead: "canary secret",
  },
  {
    words: "is of no use with",
    find: /\bis of no use with\b/i,
    instead: "cannot be combined with …. Remove one of them.",
  },
  {
    words: "say in one way",
    find: /\bsay in one way\b/i,
    instead: "Specify only one of …",
  },
  {
    words: "somebody may",
    find: /\bsomebody (may|else's)\b|\bnobody is signed in\b/i,
    instead: "fine-tuning permission; another user's; not signed in",
  },
  {
    words: "gone through",
    find: /\bgone through\b/i,
    instead: "number of training epochs",
  },
  {
    words: "room for another",
    find: /\broom for another\b/i,
    instead: "quota",
  },
];

const identifiers: readonly Rule[] = [
  {
    words: "secretsOfficers, identityGrantScope",
    find: /\b(secretsOfficers|identityGrantScope|IdentityGrantScope)\b/,
    instead: "access.keyVaultSecretsOfficers, access.identityRoleScope",
    // A former argument with its new name.
    except: /.*\b(secretsOfficers|identityGrantScope)\b.*\b(keyVaultSecretsOfficers|identityRoleScope)\b.*/g,
  },
  {
    words: "FoundAccount, FoundVault",
    find: /\bFound(Account|Vault)\b/,
    instead: "AccountReference, VaultReference",
  },
  {
    words: "declareWhatIsUsed",
    find: /\bdeclareWhatIsUsed\b/,
    instead: "a name that tells what it omits",
  },
  {
    words: "takeTurn",
    find: /\btakeTurn\b/,
    instead: "a name that tells what it waits for",
  },
  {
    words: "lifeRoutes",
    find: /\blifeRoutes\b/,
    instead: "a name that tells the routes: soft delete, recover, purge",
  },
  {
    words: "plainResources",
    find: /\bplain(Resource\w*|Providers)\b/,
    instead: "the names of the resources",
  },
  {
    words: "shown…",
    find: /\bshown[A-Z]\w*/,
    instead: "toResponse…",
  },
  {
    words: "goOn",
    find: /\bgoOn\b/,
    instead: "resume",
  },
  {
    words: "configuredKey",
    find: /\bconfiguredKey\b/,
    instead: "wandbApiKey",
  },
  {
    words: "asked_",
    find: /\basked_/,
    instead: "the name of what was asked for",
  },
  {
    words: "tell, explain, one, many, repair, soon, slack",
    find: /\b(function|const|let) (known|words|tell|explain|one|many)\b(?= ?[(<])|\b(const|let) (repair|soon|slack)\b/,
    instead: "a name that tells what it does or holds",
  },
  {
    words: "most…, fewest…, longest…",
    find: /\b(most|fewest|longest|shortest)[A-Z]\w*/,
    instead: "max…, min…",
  },
];

/** Not read: this table, forbidden words, history, recorded states, generated tables and pictures, data, locks, the license. */
const excluded =
  /^(tests\/unit\/docs\/words\.test\.ts|cspell\.config\.yaml|\.cspell\/|CHANGELOG\.md|tests\/engine\/released\/|docs\/(bench|proof)\/|components\/schema\.json)|\.(svg|jsonl)$|(^|\/)(package-lock\.json|go\.(mod|sum)|LICENSE)$/;

const trackedFiles = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
  cwd: root,
  encoding: "utf8",
})
  .split("\0")
  .filter((file) => file !== "" && !excluded.test(file) && fs.existsSync(path.join(root, file)));

const lines = trackedFiles.flatMap((file) =>
  [file, ...fs.readFileSync(path.join(root, file), "utf8").split("\n")].map((text, index) => ({
    place: `${file}:${index}`,
    text,
  })),
);

/** Every use of a rule's words, as `file:line: text`; line 0 is the name of the file itself. */
function uses({ find, except }: Rule): string[] {
  return lines
    .filter(({ text }) => find.test(except ? text.replace(except, "") : text))
    .map(({ place, text }) => `${place}: ${text.trim()}`);
}

describe("code and documents use the terms of Azure, Pulumi and W&B", () => {
  test("reads every folder of the project", () => {
    const folders = new Set(trackedFiles.map((file) => file.split("/")[0]));
    expect([...folders]).toEqual(
      expect.arrayContaining(["cli", "components", "docs", "local", "stack", "tests"]),
    );
  });

  test.each([...phrases, ...identifiers])("no “$words”: write “$instead”", (rule) => {
    expect(uses(rule)).toEqual([]);
  });
});
